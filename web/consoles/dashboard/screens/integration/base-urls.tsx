import { Box, Group, Stack, Table, Text } from '@mantine/core'
import { Copy } from '../../../shared/copy.tsx'
import { gatewayAddress } from '../../gateway-address.ts'

type Address = { sdk: string; url: string; header: string }

const addresses = (base: string): readonly Address[] => [
  { sdk: 'OpenAI-compatible', url: `${base}/v1`, header: 'Authorization: Bearer' },
  { sdk: 'Anthropic', url: base, header: 'x-api-key, or Authorization: Bearer' },
  { sdk: 'Google Gen AI', url: base, header: 'x-goog-api-key, or Authorization: Bearer' },
  { sdk: 'Vercel AI SDK: openai, anthropic', url: `${base}/v1`, header: 'same as OpenAI, Anthropic' },
  { sdk: 'Vercel AI SDK: google', url: `${base}/v1beta`, header: 'same as Google Gen AI' },
]

/** The address for each SDK; one below the other where a table would be cut off. */
export const BaseUrls = () => {
  const all = addresses(gatewayAddress())
  return (
    <>
      <Box visibleFrom="sm">
        <Table aria-label="Base URLs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>SDK</Table.Th>
              <Table.Th>Base URL</Table.Th>
              <Table.Th>Auth header</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {all.map((address) => (
              <Table.Tr key={address.sdk}>
                <Table.Td>{address.sdk}</Table.Td>
                <Table.Td>
                  <Url of={address} />
                </Table.Td>
                <Table.Td>{address.header}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Box>
      <Stack hiddenFrom="sm" gap="md">
        {all.map((address) => (
          <Stack key={address.sdk} gap={2}>
            <Text size="sm" fw={500}>
              {address.sdk}
            </Text>
            <Url of={address} />
            <Text size="xs" c="dimmed">
              {address.header}
            </Text>
          </Stack>
        ))}
      </Stack>
    </>
  )
}

const Url = ({ of: { sdk, url } }: { of: Address }) => (
  <Group gap={4} wrap="nowrap">
    <Text span size="sm" className="kx-mono" style={{ overflowWrap: 'anywhere' }}>
      {url}
    </Text>
    <Copy text={url} what={`the base URL for ${sdk}`} />
  </Group>
)
