import { Box, Flex, Select } from '@mantine/core'
import { gatewayBase } from '../../shared/base.ts'
import { Screen } from '../../shared/screen.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { EndpointList } from './docs/endpoint-list.tsx'
import { EndpointView } from './docs/endpoint-view.tsx'
import { endpointsOf, isScheduled, matching, type Reference } from './docs/openapi.ts'
import { Start } from './docs/start.tsx'
import { useReference } from './docs/use-reference.ts'

/** How to talk to this gateway: the API reference, with its own address in every example. */
const Docs = () => {
  const reference = useReference()
  return (
    <Screen
      title="Integration"
      lead="Every endpoint, what it takes and how it answers. The same as /openapi.json, for Postman or a generator."
    >
      <StateOf of={reference} rows={12}>
        {(found) => <Browser reference={found} />}
      </StateOf>
    </Screen>
  )
}

export default Docs

const Browser = ({ reference }: { reference: Reference }) => {
  const [address, change] = useAddress()
  const endpoints = endpointsOf(reference)
  const opened = endpoints.find(({ id }) => id === address.get('endpoint'))
  const q = address.get('q') ?? ''
  const open = (id: string | undefined): void => change({ endpoint: id })
  const base = gatewayBase() === '' ? location.origin : gatewayBase()
  return (
    <Flex gap="lg" align="flex-start" direction={{ base: 'column', md: 'row' }}>
      <Box w={280} style={{ flexShrink: 0 }} visibleFrom="md">
        <SearchField label="Search endpoints" initial={q} search={(text) => change({ q: text })} />
        <EndpointList reference={reference} endpoints={matching(endpoints, q)} opened={opened} open={open} />
      </Box>
      <Select
        hiddenFrom="md"
        w="100%"
        label="Endpoint"
        placeholder="Where to start"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Clear the endpoint' }}
        data={endpoints.map((endpoint) => ({
          value: endpoint.id,
          label: `${isScheduled(endpoint) ? 'clock' : endpoint.method} ${endpoint.path}`,
        }))}
        value={opened?.id ?? null}
        onChange={(id) => open(id ?? undefined)}
      />
      <Box style={{ flexGrow: 1, minWidth: 0 }} w={{ base: '100%', md: 'auto' }}>
        {opened === undefined ? (
          <Start reference={reference} base={base} />
        ) : (
          <EndpointView key={opened.id} reference={reference} endpoint={opened} base={base} />
        )}
      </Box>
    </Flex>
  )
}
