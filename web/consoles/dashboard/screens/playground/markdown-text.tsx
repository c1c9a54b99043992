import { Code, Group, Stack, Text } from '@mantine/core'
import { Fragment, memo } from 'react'
import { CodeBlock } from '../../code-block.tsx'
import { blocksOf, piecesOf, type Block } from './markdown.ts'

/** What a model wrote, with its code, lists and emphasis; made of texts alone, so nothing in it is ever taken for markup. */
export const MarkdownText = memo(({ text }: { text: string }) => (
  <Stack gap="xs">
    {blocksOf(text).map((block, index) => (
      <OneBlock key={index} block={block} />
    ))}
  </Stack>
))

const WRAP = { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' } as const

const OneBlock = ({ block }: { block: Block }) => {
  switch (block.kind) {
    case 'code':
      return <CodeBlock title={block.language === '' ? 'Code' : block.language} what="the code" code={block.text} />
    case 'list':
      return (
        <Stack gap={4}>
          {block.items.map(({ mark, depth, text }, index) => (
            <Group key={index} gap="xs" wrap="nowrap" align="flex-start" pl={depth * 16}>
              <Text size="sm">{mark}</Text>
              <Text size="sm" style={WRAP}>
                <Pieces text={text} />
              </Text>
            </Group>
          ))}
        </Stack>
      )
    case 'heading':
    case 'paragraph':
      return (
        <Text size="sm" style={WRAP} {...(block.kind === 'heading' ? { fw: 650 } : {})}>
          <Pieces text={block.text} />
        </Text>
      )
  }
}

const Pieces = ({ text }: { text: string }) =>
  piecesOf(text).map((piece, index) =>
    piece.kind === 'code' ? (
      <Code key={index}>{piece.text}</Code>
    ) : piece.kind === 'bold' ? (
      <b key={index}>{piece.text}</b>
    ) : (
      <Fragment key={index}>{piece.text}</Fragment>
    ),
  )
