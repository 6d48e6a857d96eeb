app_name = "plejefamilier"
urlpatterns = []
