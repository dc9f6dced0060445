"""Answers of calls that may be sent again."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("who", models.CharField(max_length=32)),
                ("key", models.CharField(max_length=36)),
                ("digest", models.CharField(max_length=64)),
                ("token", models.CharField(max_length=32)),
                ("answer", models.TextField(null=True)),
                ("made_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("who", "key"), name="mizan_kept_answer_unique")
                ]
            },
        ),
    ]
