import { Alert, Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { baseName } from './base.ts'
import { useSession } from './session.tsx'
import { leave } from './unsaved.ts'
import { useGatewayBase, useSiteBase } from './use-gateway-base.ts'

/** Says that another tab has chosen another gateway. This one stays where it is signed in until somebody says otherwise. */
export const BaseNotice = () => {
  const own = useGatewayBase()
  const other = useSiteBase()
  const [known, setKnown] = useState<string>()
  const { signOut } = useSession()
  if (own === other || known === other) return null
  return (
    <Alert color="yellow" role="status" py={6} px="sm" mb="md">
      <Group gap="xs">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          The Gateway Base was changed to {baseName(other)} in another tab. This tab is signed in at {baseName(own)},
          and stays there.
        </Text>
        <Button size="compact-xs" variant="default" onClick={() => leave(signOut)}>
          Sign in at the other
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={() => setKnown(other)}>
          Stay here
        </Button>
      </Group>
    </Alert>
  )
}
