import { Skeleton } from '@mantine/core'

/** Something of this height is on its way. */
export const LoadingBlock = ({ height }: { height: number }) => <Skeleton h={height} aria-busy="true" />
