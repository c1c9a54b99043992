import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, about in that order; a file that is missing here only starts later than it might. */
const LONG = [
  'tests/browser/consoles-axe.test.ts',
  'tests/netlify/bundle.test.ts',
  'tests/browser/consoles-scale.test.ts',
  'tests/browser/consoles-hardship.test.ts',
  'tests/db/million.test.ts',
  'tests/browser/consoles-xss.test.ts',
  'tests/http/credentials.test.ts',
  'tests/faults/kill.test.ts',
  'tests/browser/operator-path.test.ts',
  'tests/browser/customer-path.test.ts',
  'tests/faults/provider-faults.test.ts',
  'tests/functions/monitor-stream.test.ts',
  'tests/money/admission-race.test.ts',
  'tests/http/mass-assignment.test.ts',
  'tests/http/bad-query.test.ts',
  'tests/browser/long-answer.test.ts',
  'tests/openapi.test.ts',
  'tests/faults/job-kill.test.ts',
]

/** Starts the long files first, so that no core is left alone with one of them at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONG.findIndex((file) => moduleId.endsWith(file))
      return place < 0 ? LONG.length : place
    }
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
  }
}
