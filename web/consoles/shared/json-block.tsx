import { Box, Code } from '@mantine/core'
import { Copy } from './copy.tsx'

/** A value as JSON, all of it, with a button that copies it. `what` names it. */
export const JsonBlock = ({ value, what = 'the JSON' }: { value: unknown; what?: string }) => {
  const text = JSON.stringify(value, null, 2)
  return (
    <Box pos="relative">
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', paddingRight: 40 }}>
        {text}
      </Code>
      <Box pos="absolute" top={6} right={6}>
        <Copy text={text} what={what} />
      </Box>
    </Box>
  )
}
