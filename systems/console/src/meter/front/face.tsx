import type { KeyboardEvent } from 'react'
import type { MeterButton, MeterFront } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { PulseLight } from './pulse-light.tsx'

interface FaceProps {
  readonly front: MeterFront
  readonly timeZone: string
  /** Undefined without the role to press. */
  readonly onPress: ((button: MeterButton) => void) | undefined
}

const keys: Readonly<Record<string, MeterButton>> = { ArrowUp: 'up', ArrowDown: 'down' }

/** Display, lights and buttons, as they are on the meter; the arrow keys are the two buttons while one of them has the focus. */
export function Face({ front, timeZone, onPress }: FaceProps) {
  const t = useText()
  const { leds, supply, dark } = front
  const onKeyDown = (event: KeyboardEvent) => {
    const button = keys[event.key]
    if (button === undefined || onPress === undefined) return
    event.preventDefault()
    onPress(button)
  }
  return (
    <section
      aria-label={t('front.face')}
      className="flex flex-col gap-4 rounded-panel border border-edge bg-sunken p-5 max-tablet:p-4"
    >
      <Glass front={front} timeZone={timeZone} />
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <PulseLight light={leds.active} unit="imp/kWh" isDark={dark} />
        <PulseLight light={leds.reactive} unit="imp/kvarh" isDark={dark} />
        {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys beside the buttons, which are reached by Tab */}
        <div className="flex gap-2" onKeyDown={onKeyDown}>
          <Button square aria-label={t('front.up')} isDisabled={!onPress} onPress={() => onPress?.('up')}>
            <span aria-hidden="true">↑</span>
          </Button>
          <Button square aria-label={t('front.down')} isDisabled={!onPress} onPress={() => onPress?.('down')}>
            <span aria-hidden="true">↓</span>
          </Button>
        </div>
      </div>
      {supply === 'ready-for-reconnection' && (
        <Button isDisabled={!onPress} onPress={() => onPress?.('reconnect')}>
          {t('front.reconnect')}
        </Button>
      )}
    </section>
  )
}

/** What the glass shows, in the meter's own words. */
function Glass({ front, timeZone }: Pick<FaceProps, 'front' | 'timeZone'>) {
  const t = useText()
  const format = useFormat()
  const { dark, text, page, tariff, supply, shown } = front
  if (dark) {
    return (
      <p className="flex h-32 items-center justify-center rounded-control border border-line bg-surface text-ink-3">
        {t('front.dark')}
      </p>
    )
  }
  return (
    <div className="flex h-32 flex-col justify-between rounded-control border border-line bg-surface px-4 py-3 font-mono">
      <p lang="en" className="flex justify-between gap-4 text-label text-ink-2">
        <span className="truncate">{page ? `${page.number}  ${page.name}` : ''}</span>
        <span className="figures">{format.stamp(timeZone, shown)}</span>
      </p>
      {page ? (
        <p className="figures text-right text-[1.75rem] leading-9">
          {page.value} <span className="text-form text-ink-2">{page.unit}</span>
        </p>
      ) : (
        <p className="truncate text-section">{text}</p>
      )}
      <p className="flex justify-between gap-4 text-label text-ink-2">
        <span>T{tariff}</span>
        <span>{t(`front.switch.${supply}`)}</span>
      </p>
    </div>
  )
}
