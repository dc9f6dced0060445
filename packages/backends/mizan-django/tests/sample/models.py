from django.conf import settings
from django.db import models


class Board(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)


class Card(models.Model):
    board = models.ForeignKey(Board, related_name="cards", on_delete=models.CASCADE)
    title = models.CharField(max_length=120)
    is_done = models.BooleanField(default=False)
