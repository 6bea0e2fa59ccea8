"""Finding for who sees thousands of compartments: another way to the same answer (R1, R11, R12)."""

from access.policies import SQL
from access.search_index import find_words_sql
from cases import services
from tests.cases.test_finding import cases_found
from tests.cases.test_protection import COLLEAGUE, WORKER, a_protected_mother
from tests.databases import Database
from tests.world import acting, staff

from . import situations as s


def test_who_sees_very_much_is_answered_another_way_by_the_same_rules(
    committed_db: Database,
) -> None:
    """R1, R11, R12: the way for thousands of compartments, taken here from the first one on."""
    sql = find_words_sql((SQL / "search.sql").read_text(encoding="utf-8"))
    few = sql.replace("limit 5001", "limit 1").replace("cardinality(mine) > 5000", "true")
    assert few.count("if true then mine := null") == 1
    with committed_db.superuser() as connection:
        connection.execute("set role bunkyo_gate")
        connection.execute(few)
    case = s.a_case(WORKER)
    s.a_note(case, text="雨戸がこわれている。")
    a_protected_mother(case)
    for words in ("花子", "雨戸", "かくう"):
        assert cases_found(WORKER, words) == cases_found(COLLEAGUE, words) == {case.number}
        assert cases_found("kurashi1", words) == set()
    assert cases_found(WORKER, "4821") == {case.number}
    assert cases_found(COLLEAGUE, "4821") == set()
    with acting(WORKER) as by:
        services.restrict_person(case=case, user=staff(COLLEAGUE), reason="親族", by=by)
    assert cases_found(COLLEAGUE, "雨戸") == set()
