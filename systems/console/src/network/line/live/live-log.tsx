import { useFormat } from '../../../i18n/use-format.ts'
import { useText } from '../../../i18n/use-text.ts'
import { Button } from '../../../kit/form/button.tsx'
import { Icon } from '../../../kit/icon.tsx'
import { Section } from '../../../kit/page/section.tsx'
import { Sparkline } from '../../../overview/sparkline.tsx'
import { type LineTree, nameOf } from '../tree.ts'
import { isBroadcast } from './live-frames.ts'
import type { LiveStream } from './live-stream.ts'
import { useLiveLine, useStreamState } from './use-live-stream.ts'

interface LiveLogProps {
  readonly stream: LiveStream
  readonly tree: LineTree
  readonly isOn: boolean
  readonly onSwitch: (isOn: boolean) => void
}

const shown = 12

/** The newest frames as lines of text, and how many there are a second. Paused, it keeps what it shows. */
export function LiveLog({ stream, tree, isOn, onSwitch }: LiveLogProps) {
  const t = useText()
  const format = useFormat()
  const { frames, perSecond } = useLiveLine(stream)
  const state = useStreamState(stream)
  const nameAt = (aca: string) => {
    if (isBroadcast(aca)) return t('live.broadcast')
    const branch = tree.byAca.get(aca)
    return branch ? nameOf(branch.node) : t('live.concentrator')
  }
  // The present second is not over.
  const perSecondBefore = perSecond.slice(0, -1)
  const lately = perSecondBefore.slice(-10)
  const rate = lately.reduce((sum, count) => sum + count, 0) / lately.length
  return (
    <Section
      title={t('live.title')}
      aside={
        <Button look="quiet" className="-my-1" onPress={() => onSwitch(!isOn)}>
          <Icon name={isOn ? 'pause' : 'play'} size={12} />
          {t(isOn ? 'live.pause' : 'live.go-on')}
        </Button>
      }
    >
      {isOn && state === 'lost' && <p className="mb-2 text-ink-2">{t('live.lost')}</p>}
      {frames.length === 0 ? (
        <p className="text-ink-2">{t('live.none')}</p>
      ) : (
        <>
          <p className="figures mb-1 text-ink-2">{t('live.rate', { rate: format.rate(rate) })}</p>
          <Sparkline values={perSecondBefore} room={perSecondBefore.length} />
          <ol className="mt-3 flex flex-col gap-0.5">
            {frames.slice(0, shown).map(({ number, from, to, octets, ok }) => (
              <li key={number} className="flex items-center gap-1.5 font-mono text-label">
                <span className="truncate">{nameAt(from)}</span>
                <Icon name="sent" size={10} />
                <span className="truncate">{nameAt(to)}</span>
                <span
                  className={`ml-auto flex shrink-0 items-center gap-1 ${ok ? 'text-ink-3' : 'text-critical'}`}
                >
                  {!ok && (
                    <>
                      <Icon name="close" size={10} />
                      <span className="sr-only">{t('live.not-decoded')}</span>
                    </>
                  )}
                  <span aria-hidden="true">{octets}</span>
                  <span className="sr-only">{t('frames.octets', { count: octets })}</span>
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </Section>
  )
}
