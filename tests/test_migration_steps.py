"""Operations share a step only where the tables come out the same."""

from pathlib import Path

from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from bunkyo_support.migration_steps import Step, together

ROOT = Path(__file__).resolve().parent.parent
MOST_RENDERINGS = 4  # of one migration: more, and a version takes minutes to bring in


def create(name: str) -> migrations.CreateModel:
    return migrations.CreateModel(name, fields=[("id", models.AutoField(primary_key=True))])


def add(model: str, name: str) -> migrations.AddField:
    return migrations.AddField(model, name, models.IntegerField(null=True))


def sizes(operations: list[Operation]) -> list[int]:
    return [len(step.operations) if isinstance(step, Step) else 1 for step in operations]


def test_tables_and_fields_of_other_tables_share_a_step() -> None:
    steps = together([create("A"), create("B"), add("old", "x"), add("old", "y")])
    assert sizes(steps) == [4]


def test_a_table_is_not_changed_in_the_step_that_makes_it() -> None:
    rule = models.CheckConstraint(condition=models.Q(id__gt=0), name="a_positive")
    assert sizes(together([create("A"), add("a", "x")])) == [1, 1]
    assert sizes(together([create("A"), migrations.AddConstraint("a", rule)])) == [1, 1]


def test_a_field_is_not_changed_twice_in_a_step() -> None:
    twice = [add("old", "x"), migrations.AlterField("old", "x", models.IntegerField())]
    assert sizes(together([*twice, add("old", "y")])) == [1, 2]


def test_statements_and_python_go_by_themselves() -> None:
    sql = migrations.RunSQL("select 1", "select 1")
    steps = together([create("A"), create("B"), sql, create("C"), create("D")])
    assert sizes(steps) == [2, 1, 2]
    assert steps[1] is sql


def test_a_step_leaves_the_state_of_its_operations() -> None:
    operations = [create("A"), create("B"), add("a", "x"), add("b", "x"), add("a", "y")]
    one_by_one, in_steps = ProjectState(), ProjectState()
    for operation in operations:
        operation.state_forwards("sample", one_by_one)
    for step in together(operations):
        step.state_forwards("sample", in_steps)
    assert one_by_one == in_steps
    assert ("sample", "a") in in_steps.models


def test_no_migration_renders_all_models_again_and_again() -> None:
    loader = MigrationLoader(None)
    own = {key: m for key, m in loader.disk_migrations.items() if (ROOT / key[0]).is_dir()}
    many = {
        key: len(migration.operations)
        for key, migration in own.items()
        if len(migration.operations) > MOST_RENDERINGS
    }
    assert many == {}
    assert len(own) > 40
