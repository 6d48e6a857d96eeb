import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("akuttelefon", "0003_d_underretning"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="lukkebesked", name="lukkebesked_once"),
        migrations.AddField(
            model_name="lukkebesked",
            name="cancelled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="lukkebesked",
            name="fejl",
            field=models.CharField(blank=True, editable=False, max_length=60),
        ),
        migrations.AddConstraint(
            model_name="lukkebesked",
            constraint=models.UniqueConstraint(
                condition=Q(("cancelled_at", None)),
                fields=("plejefamilie", "plejeforaelder", "fra", "til"),
                name="lukkebesked_once",
                nulls_distinct=False,
            ),
        ),
    ]
