import { Component, type ReactNode, useEffect, useState } from 'react'
import { type TextId, useText } from '../../i18n/use-text.ts'
import { Button } from '../form/button.tsx'
import { Page } from '../page/page.tsx'
import { isNewVersion } from './new-version.ts'
import { PartError, retryParts } from './part.tsx'

interface BoundaryProps {
  /** What was shown here; another one is tried afresh. */
  readonly of: string
  /** A room: its fault stands in its place, with a heading. */
  readonly isRoom?: boolean
  readonly children: ReactNode
}

/** Keeps a fault to the part it is in: the rest goes on, and the part can be tried again. */
export class Boundary extends Component<BoundaryProps, { error: unknown; of: string }> {
  override state = { error: null as unknown, of: this.props.of }

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error }
  }

  static getDerivedStateFromProps({ of }: BoundaryProps, state: { error: unknown; of: string }) {
    if (of === state.of) return null
    if (state.error !== null) retryParts()
    return { error: null, of }
  }

  readonly retry = () => {
    retryParts()
    this.setState({ error: null })
  }

  override render(): ReactNode {
    const { error } = this.state
    const { isRoom = false, children } = this.props
    return error === null ? children : <Fault error={error} onRetry={this.retry} isRoom={isRoom} />
  }
}

/** What happened, and the ways on: again, or the newer console. */
function Fault({ error, onRetry, isRoom }: { error: unknown; onRetry: () => void; isRoom: boolean }) {
  const t = useText()
  const [isOld, setOld] = useState(false)
  useEffect(() => {
    void isNewVersion().then(setOld)
  }, [error])
  const isMissing = error instanceof PartError
  const [what, why]: [TextId, TextId] = isOld
    ? ['part.new-version', 'part.new-version.means']
    : isMissing
      ? ['part.missing', 'problem.unreachable']
      : ['part.broken', 'part.broken.means']
  const fault = (
    <div role="alert" className="flex flex-col items-start gap-1 border-l-2 border-critical py-2 pl-4">
      {!isRoom && <p className="font-medium">{t(what)}</p>}
      <p className="max-w-prose text-ink-2">{t(why)}</p>
      {!isMissing && <p className="font-mono text-label text-ink-3">{String(error)}</p>}
      <div className="mt-2 flex gap-2">
        {!isOld && <Button onPress={onRetry}>{t('common.retry')}</Button>}
        <Button look={isOld ? 'primary' : 'quiet'} onPress={() => location.reload()}>
          {t('part.reload')}
        </Button>
      </div>
    </div>
  )
  return isRoom ? <Page title={t(what)}>{fault}</Page> : <section aria-label={t(what)}>{fault}</section>
}
