import { Code } from '@mantine/core'
import { Fragment } from 'react'

/** A text in which `backticks` mark what is code, as our own descriptions have them. */
export const MarkedText = ({ text }: { text: string }) => (
  <>
    {text.split('`').map((part, index) =>
      // Between an odd and an even backtick.
      index % 2 === 1 ? (
        <Code key={index} style={{ overflowWrap: 'anywhere' }}>
          {part}
        </Code>
      ) : (
        <Fragment key={index}>{part}</Fragment>
      ),
    )}
  </>
)
