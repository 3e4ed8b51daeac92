import { msOf, obisCodes, secondsOf, secondsPerDay } from '@ferraris/metering'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { ToggleButton } from 'react-aria-components'
import { useSearchParams } from 'wouter'
import { eventsQuery } from '../../api/queries.ts'
import { type EndDeviceDetail, type EndDeviceEvent, severities } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Failure } from '../../kit/states.tsx'
import { useNow } from '../../kit/use-now.ts'
import { useShortcuts } from '../../shell/shortcuts.ts'
import { CurveFigure } from './curve-figure.tsx'
import { PeriodBar } from './period-bar.tsx'
import type { RailEvent } from './plot/overlays.ts'
import { useQuarters } from './quarters/use-quarters.ts'
import { addDays, dayAt, startOfDay } from './time/calendar.ts'
import { firstFetchedDay } from './time/chunks.ts'
import { useCurveWindow } from './time/use-curve-window.ts'

const registers = {
  import: obisCodes.activeEnergyImport,
  export: obisCodes.activeEnergyExport,
  reactiveImport: obisCodes.reactiveEnergyImport,
  reactiveExport: obisCodes.reactiveEnergyExport,
}

/** The load curve of a meter: active energy, and reactive energy in a panel of its own when asked for. */
export default function CurveTab({ device }: { device: EndDeviceDetail }) {
  const t = useText()
  const format = useFormat()
  const { serial, timeZone: zone } = device
  const yesterday = addDays(dayAt(secondsOf(useNow()), zone), -1)
  const state = useCurveWindow(zone, yesterday)
  const { span } = state
  const [flags, toggle] = useFlags(['compare', 'reactive', 'table'])
  useShortcuts({ c: () => toggle('compare'), t: () => toggle('table') })

  // A meter that was never read has told no columns yet: then both are asked for.
  const isCaptured = (obis: string) =>
    device.captureObjects.length === 0 || device.captureObjects.some(object => object.obis === obis)
  const asked = (obis: string, isWanted: boolean) => (isWanted && isCaptured(obis) ? obis : null)

  const imported = useQuarters(device, registers.import, span)
  const exported = useQuarters(device, asked(registers.export, true), span)
  const reactiveImported = useQuarters(device, asked(registers.reactiveImport, flags.reactive), span)
  const reactiveExported = useQuarters(device, asked(registers.reactiveExport, flags.reactive), span)
  const weekEarlier = { from: span.from - 7 * secondsPerDay, to: span.to - 7 * secondsPerDay }
  const earlier = useQuarters(device, asked(registers.import, flags.compare), weekEarlier)

  const [pointed, setPointed] = useState<number | null>(null)
  const eventsFrom = new Date(msOf(startOfDay(firstFetchedDay(span, zone), zone))).toISOString()
  const events = useInfiniteQuery(eventsQuery({ endDevice: serial, from: eventsFrom }))
  const rail = useMemo(() => railEvents(events.data?.pages[0]?.items ?? []), [events.data])
  const offsets = new Set([span.from, span.to].map(at => format.zoneOffset(zone, msOf(at))))
  const failed = [imported, exported, reactiveImported, reactiveExported, earlier].find(({ error }) => error)
  const common = { zone, state, pointed, onPoint: setPointed, isTable: flags.table }

  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3 max-tablet:contents">
        <PeriodBar state={state} zone={zone} />
        {/* On a phone they come after the curve. */}
        <div className="flex flex-wrap gap-2 max-tablet:order-1">
          {(['compare', 'reactive', 'table'] as const).map(flag => (
            <ToggleButton
              key={flag}
              isSelected={flags[flag]}
              onChange={() => toggle(flag)}
              className="h-8 max-tablet:h-11 rounded-control border border-edge/60 bg-surface px-3 text-ink-2 hover:text-ink selected:border-accent selected:bg-tint selected:font-medium selected:text-accent"
            >
              {t(`curve.${flag}`)}
            </ToggleButton>
          ))}
        </div>
      </div>
      {failed && <Failure what={t('curve.failed')} error={failed.error} onRetry={failed.retry} />}
      <CurveFigure
        {...common}
        label={t('curve.active')}
        up={{
          name: t('energy.import'),
          unit: 'Wh',
          look: { colour: 'import' },
          swatch: 'bg-import',
          ...imported,
        }}
        down={
          isCaptured(registers.export)
            ? {
                name: t('energy.export'),
                unit: 'Wh',
                look: { colour: 'export' },
                swatch: 'bg-export',
                ...exported,
              }
            : null
        }
        earlier={flags.compare ? earlier.quarters : null}
        events={rail}
        height={340}
      />
      {flags.reactive && (
        <CurveFigure
          {...common}
          label={t('curve.reactive')}
          up={{
            name: t('energy.reactive-import'),
            unit: 'varh',
            look: { colour: 'reactive', dash: [6, 3] },
            swatch: 'bg-reactive',
            ...reactiveImported,
          }}
          down={{
            name: t('energy.reactive-export'),
            unit: 'varh',
            look: { colour: 'reactive', dash: [6, 3] },
            swatch: 'bg-reactive/50',
            ...reactiveExported,
          }}
          earlier={null}
          events={[]}
          height={220}
        />
      )}
      <p className="label">{t('curve.zone', { zone, offset: [...offsets].join(', ') })}</p>
    </div>
  )
}

/** Where events meet, the severest is drawn last and stays in sight. */
function railEvents(events: readonly EndDeviceEvent[]): RailEvent[] {
  return events
    .map(({ time, severity }) => ({ at: secondsOf(Date.parse(time)), severity }))
    .sort((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity))
}

/** Switches that live in the address: present is on. */
function useFlags<F extends string>(names: readonly F[]): [Record<F, boolean>, (flag: F) => void] {
  const [params, setParams] = useSearchParams()
  const flags = Object.fromEntries(names.map(name => [name, params.has(name)])) as Record<F, boolean>
  const toggle = (flag: F) =>
    setParams(
      previous => {
        const next = new URLSearchParams(previous)
        if (next.has(flag)) next.delete(flag)
        else next.set(flag, '')
        return next
      },
      { replace: true },
    )
  return [flags, toggle]
}
