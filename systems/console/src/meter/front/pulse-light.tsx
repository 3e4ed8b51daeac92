import { useEffect, useRef } from 'react'
import type { MeterFront } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'

interface PulseLightProps {
  readonly light: MeterFront['leds']['active']
  /** As it is printed beside the light. */
  readonly unit: string
  readonly isDark: boolean
}

/** A light that is on for a look when the meter has counted a pulse since the look before. */
export function PulseLight({ light: { constant, pulses }, unit, isDark }: PulseLightProps) {
  const t = useText()
  const format = useFormat()
  const before = useRef(pulses)
  const isLit = !isDark && pulses > before.current
  useEffect(() => {
    before.current = pulses
  })
  return (
    <p className="flex items-center gap-2 text-label text-ink-2">
      <span
        aria-hidden="true"
        className={`size-3 rounded-full border ${isLit ? 'border-critical bg-critical' : 'border-edge'}`}
      />
      <span className="figures">
        {format.count(constant)} {unit}
      </span>
      <span className="sr-only">{t('front.pulses', { count: pulses })}</span>
    </p>
  )
}
