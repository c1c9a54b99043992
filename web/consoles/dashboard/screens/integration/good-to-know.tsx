import { Anchor, Stack, Text, Title } from '@mantine/core'
import { Link } from 'wouter'

/** What of this gateway no vendor's own documentation says. */
export const GoodToKnow = () => (
  <Stack gap="xs">
    <Title order={2} size="h5">
      Good to know
    </Title>
    <Text size="sm">
      Any model works with any SDK. A second one can stand by: <span className="kx-mono">"models": ["…"]</span> beside{' '}
      <span className="kx-mono">model</span> is asked when the first fails before its first byte.
    </Text>
    <Text size="sm">
      A header <span className="kx-mono">Idempotency-Key</span> makes asking again safe: the answer is repeated for 24
      hours, without a second charge.
    </Text>
    <Text size="sm">
      Every answer has <span className="kx-mono">x-kaixu-request-id</span>, which finds it in{' '}
      <Anchor component={Link} href="/usage" size="sm" underline="always">
        Usage
      </Anchor>
      , and <span className="kx-mono">x-kaixu-remaining-usd</span>. A 402 means a cap, and says what would still fit.
    </Text>
  </Stack>
)
