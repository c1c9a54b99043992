import { Component, type ReactNode } from 'react'
import { ScreenFailure } from './screen-failure.tsx'

type Props = {
  children: ReactNode
  /** Another place in the console is another chance. */
  place: string
  /** Shown instead; absent: what went wrong, and what to do. */
  instead?: ReactNode
}
type State = { failed: { error: unknown; at: string | undefined } | undefined }

/** A screen that cannot be drawn, or loaded, says so; the rest of the console stays. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: undefined }

  static getDerivedStateFromError(error: unknown): State {
    return { failed: { error, at: undefined } }
  }

  override componentDidCatch(error: unknown): void {
    this.setState({ failed: { error, at: this.props.place } })
  }

  override render(): ReactNode {
    const { failed } = this.state
    if (failed === undefined || (failed.at !== undefined && failed.at !== this.props.place)) return this.props.children
    return this.props.instead === undefined ? <ScreenFailure error={failed.error} /> : this.props.instead
  }
}
