"""Reads JUnit XML with a parser of others, and holds it to what the schema of Jenkins asks for: report_junit.py FILE.xml"""

import sys

from junitparser import Error, Failure, JUnitXml

report = JUnitXml.fromfile(sys.argv[1])
suites = list(report)
assert [suite.errors for suite in suites] == [0, 0, 0, 1], suites
for suite in suites:
    cases = list(suite)
    failures, errors = (
        [case for case in cases if any(isinstance(result, kind) for result in case.result)] for kind in (Failure, Error)
    )
    counts = (suite.tests, suite.failures, suite.errors)
    assert cases and counts == (len(cases), len(failures), len(errors)), suite
    names = [case.name for case in cases]
    assert all(names) and all(case.classname == suite.name for case in cases)
    for case in failures:
        (result,) = case.result
        assert result.message and result.type and result.text.startswith(suite.name), case
assert sum(suite.failures for suite in suites) > 3
print(f"{sum(suite.tests for suite in suites)} tests in {len(suites)} suites: read by junitparser")
