"""A municipality's workbook, read forgivingly and checked completely; nothing here is written."""
