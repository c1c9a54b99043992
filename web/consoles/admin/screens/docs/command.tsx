import { Box, Code } from '@mantine/core'
import { Copy } from '../../../shared/copy.tsx'

/** A text to be pasted somewhere. `what` names it. */
export const Command = ({ text, what }: { text: string; what: string }) => (
  <Box pos="relative">
    <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', paddingRight: 40 }}>
      {text}
    </Code>
    <Box pos="absolute" top={6} right={6}>
      <Copy text={text} what={what} />
    </Box>
  </Box>
)
