"""Spreadsheets on their way beside a page of a plan."""

import django.db.models.deletion
import trust.ids
import trust.tenancy.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('improvement_cycle', '0011_reviews'),
        ('trust', '0009_said_of_a_version'),
    ]

    operations = [
        migrations.CreateModel(
            name='RowImport',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('content', models.JSONField(blank=True, default=dict)),
                ('rows', models.CharField(max_length=10)),
                ('sheet', models.PositiveSmallIntegerField(default=0)),
                ('header', models.PositiveSmallIntegerField(default=0)),
                ('columns', models.JSONField(blank=True, default=dict)),
                ('by_membership', models.UUIDField(blank=True, null=True)),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('placed_at', models.DateTimeField(blank=True, null=True)),
                ('section', trust.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.section')),
                ('trust', trust.tenancy.fields.TrustKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.trust')),
            ],
            options={
                'ordering': ['-at'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
    ]
