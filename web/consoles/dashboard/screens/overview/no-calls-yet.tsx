import { Button, Group } from '@mantine/core'
import { Link } from 'wouter'
import { Empty } from '../../../shared/empty.tsx'

/** The way to a first call. */
export const NoCallsYet = () => (
  <Empty
    title="No calls in this month yet"
    action={
      <Group>
        <Button component={Link} href="/playground" size="xs">
          Try a model
        </Button>
        <Button component={Link} href="/integration" size="xs" variant="default">
          Use it in your code
        </Button>
      </Group>
    }
  >
    Once there are some, this shows what they cost, by day and by model.
  </Empty>
)
