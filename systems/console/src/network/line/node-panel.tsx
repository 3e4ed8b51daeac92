import { Link } from 'wouter'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Fact } from '../../kit/figures.tsx'
import { Button } from '../../kit/form/button.tsx'
import { Icon } from '../../kit/icon.tsx'
import { useNow } from '../../kit/use-now.ts'
import { OrderPanel } from '../../orders/record/order-panel.tsx'
import { useMay } from '../../session/session.ts'
import { QualityMark } from './picture/node-mark.tsx'
import { qualityOf } from './quality.ts'
import { RouteHistory } from './route-history.tsx'
import { type Branch, nameOf, pathTo } from './tree.ts'

interface NodePanelProps {
  readonly concentrator: string
  readonly branch: Branch
  readonly onSelect: (aca: string | null) => void
}

/** One meter of the line: how well it is reached, its route now and before, and its orders. */
export function NodePanel({ concentrator, branch, onSelect }: NodePanelProps) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const mayOrder = useMay('operator')
  const { node } = branch
  const quality = qualityOf(node, 'success')
  const isServed = ['adopted', 'silent', 'unknown'].includes(node.state)
  return (
    <section aria-label={nameOf(node)} className="panel flex flex-col gap-4 px-5 py-4">
      <header className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <h2 className="font-mono text-form">
            {node.serial && isServed ? (
              <Link href={`/meters/${encodeURIComponent(node.serial)}`} className="link">
                {node.serial}
              </Link>
            ) : (
              nameOf(node)
            )}
          </h2>
          <p className="flex items-center gap-2">
            <QualityMark quality={quality} />
            {t(`line.quality.${quality}`)}
          </p>
        </div>
        <Button look="quiet" square aria-label={t('line.deselect')} onPress={() => onSelect(null)}>
          <Icon name="close" size={12} />
        </Button>
      </header>
      {node.clash && <p className="border-l-2 border-critical pl-3 text-ink-2">{t('line.clash')}</p>}
      {node.state === 'new' && (
        <p>
          <Link href="/network/new-meters" className="link">
            {t('line.decide')}
          </Link>
        </p>
      )}
      <dl className="grid grid-cols-3 gap-x-4 gap-y-2">
        <Fact name={t('line.measure.success')}>
          {node.success === null ? '–' : format.share(node.success)}
        </Fact>
        <Fact name={t('line.measure.snr')}>
          {node.snr === null ? '–' : `${format.decimal(node.snr, 1)} dB`}
        </Fact>
        <Fact name={t('line.signal')}>
          {node.signal === null ? '–' : `${format.decimal(node.signal, 0)} dBµV`}
        </Fact>
        <Fact name={t('line.last-heard')}>{format.relative(node.lastHeard, now)}</Fact>
        <Fact name={t('line.first-heard')}>{format.relative(node.firstHeard, now)}</Fact>
        <Fact name={t('line.phase')}>{node.phase ? t(`line.phase.${node.phase}`) : '–'}</Fact>
      </dl>
      <div>
        <h3 className="label mb-1">{t('line.route')}</h3>
        <ol className="flex flex-wrap items-center gap-x-1.5 gap-y-1">
          <li className="font-medium">{concentrator}</li>
          {pathTo(branch).map(({ node: step }) => (
            <li key={step.aca} className="flex items-center gap-1.5">
              <Icon name="forward" size={10} />
              {step.aca === node.aca ? (
                <span className="font-mono text-label">{nameOf(step)}</span>
              ) : (
                <button
                  type="button"
                  onClick={() => onSelect(step.aca)}
                  className="link font-mono text-label"
                >
                  {nameOf(step)}
                </button>
              )}
            </li>
          ))}
        </ol>
        <p className="label mt-1">{t('line.since', { ago: format.relative(node.since, now) })}</p>
      </div>
      <RouteHistory key={node.aca} concentrator={concentrator} node={node} />
      {mayOrder && node.serial && isServed && (
        <div className="border-t border-line pt-3">
          <h3 className="label mb-2">{t('orders.new')}</h3>
          <OrderPanel key={node.serial} serial={node.serial} />
        </div>
      )}
    </section>
  )
}
