import { Button, Group } from '@mantine/core'
import { Link } from 'wouter'
import { Empty } from '../../../shared/empty.tsx'
import { useHasRole } from '../../use-me.ts'

/** The way to a first call, for those who may make one. */
export const NoCallsYet = () => {
  const mayCall = useHasRole('deployer')
  return (
    <Empty
      title="No calls in this month yet"
      action={
        mayCall && (
          <Group>
            <Button component={Link} href="/playground" size="xs">
              Try a model
            </Button>
            <Button component={Link} href="/integration" size="xs" variant="default">
              Use it in your code
            </Button>
          </Group>
        )
      }
    >
      Once there are some, this shows what they cost, by day and by model.
      {!mayCall && ' Calls are made with keys of the role deployer or above; yours is for looking.'}
    </Empty>
  )
}
