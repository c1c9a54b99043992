import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Component, type ReactNode } from 'react'

type Props = {
  children: ReactNode
  /** Another place in the console is another chance. */
  place: string
}
type State = { failedAt: string | undefined }

/** A screen that cannot be drawn, or loaded (a new version was deployed meanwhile), says so; the rest of the console stays. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failedAt: undefined }

  static getDerivedStateFromError(): State {
    return { failedAt: '' }
  }

  override componentDidCatch(): void {
    this.setState({ failedAt: this.props.place })
  }

  override render(): ReactNode {
    const { failedAt } = this.state
    if (failedAt === undefined || (failedAt !== '' && failedAt !== this.props.place)) return this.props.children
    return (
      <Alert color="red" icon={<IconAlertTriangle />} title="This screen could not be shown" role="alert">
        <Stack gap="xs">
          <Text size="sm">A newer version may have been deployed while it was open. Nothing was changed.</Text>
          <Group>
            <Button size="xs" variant="light" color="red" onClick={() => location.reload()}>
              Load it again
            </Button>
          </Group>
        </Stack>
      </Alert>
    )
  }
}
