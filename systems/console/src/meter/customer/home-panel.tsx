import { useMutation } from '@tanstack/react-query'
import { clearFault, setFault } from '../../api/network-queries.ts'
import type { SimulatedCustomerDevice } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Fact } from '../../kit/figures.tsx'
import { Button } from '../../kit/form/button.tsx'
import { Mark } from '../../kit/mark.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Failure } from '../../kit/states.tsx'
import { useFrameName } from './use-frame-name.ts'

interface HomePanelProps {
  readonly home: SimulatedCustomerDevice
  readonly timeZone: string
  readonly mayHarm: boolean
}

/** What the oven of a demonstration draws beyond what is available, W, and for how long, seconds. */
const [ovenBeyond, ovenSeconds] = [1500, 300]
/** Frames that are shown. */
const mostFrames = 6

/** What the device in a simulated home shows now: power against what is available, the countdown, the last frames. */
export function HomePanel({ home, timeZone, mayHarm }: HomePanelProps) {
  const t = useText()
  const format = useFormat()
  const target = home.endDevice
  const available = home.availablePower ?? home.contractPower ?? 3000
  const oven = useMutation({
    mutationFn: async (isOn: boolean) => {
      if (isOn)
        await setFault({ kind: 'extra-load', target, level: available + ovenBeyond, for: ovenSeconds })
      else await clearFault({ kind: 'extra-load', target })
    },
  })
  const aside = mayHarm && (
    <span className="flex flex-wrap justify-end gap-2">
      <Button onPress={() => oven.mutate(true)} isPending={oven.isPending}>
        {t('customer-device.oven-on')}
      </Button>
      <Button look="quiet" onPress={() => oven.mutate(false)}>
        {t('customer-device.oven-off')}
      </Button>
    </span>
  )
  return (
    <Section title={t('customer-device.home', { device: home.device })} aside={aside}>
      {oven.error && <Failure what={t('customer-device.not-done')} error={oven.error} />}
      {home.trouble !== null && (
        <p className="mb-3 flex items-center gap-2">
          <Mark shape="major" />
          {t('customer-device.trouble')}
        </p>
      )}
      <Warning alert={home.alert} />
      <div className="grid gap-x-10 gap-y-5 tablet:grid-cols-2">
        <div>
          <p className="figures text-title">
            {home.power === null ? '–' : `${format.count(home.power.value)} W`}
          </p>
          <PowerBar watts={home.power?.value ?? 0} available={available} />
          <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-3">
            <Fact name={t('customer-device.available')}>{`${format.count(available)} W`}</Fact>
            <Fact name={t('customer-device.tariff')}>
              {home.tariff === null ? '–' : `F${home.tariff.value}`}
            </Fact>
            <Fact name={t('customer-device.as-of')}>
              {home.power === null ? '–' : format.clock(timeZone, home.power.at)}
            </Fact>
          </dl>
        </div>
        <LastFrames home={home} timeZone={timeZone} />
      </div>
    </Section>
  )
}

function Warning({ alert }: Pick<SimulatedCustomerDevice, 'alert'>) {
  const t = useText()
  const text = () => {
    if (alert === null) return ''
    if (alert.state === 'open') return t('customer-device.alert.open')
    if (alert.countdown === null) return t('customer-device.alert')
    const { countdown } = alert
    const time = `${Math.floor(countdown / 60)}:${String(countdown % 60).padStart(2, '0')}`
    return t('customer-device.alert.countdown', { time })
  }
  return (
    <div role="status">
      {alert !== null && (
        <p className="mb-4 flex items-center gap-2 border-l-2 border-critical bg-sunken px-3 py-2 font-medium">
          <Mark shape="critical" />
          {text()}
        </p>
      )}
    </div>
  )
}

function PowerBar({ watts, available }: { watts: number; available: number }) {
  const most = Math.max(watts, available) * 1.1
  const isOver = watts > available
  return (
    <div aria-hidden="true" className="relative mt-2 h-3 max-w-md rounded-sm bg-sunken">
      <div
        className={`h-full rounded-sm ${isOver ? 'bg-critical' : 'bg-accent/70'}`}
        style={{ width: `${(100 * watts) / most}%` }}
      />
      <div
        className="absolute -top-1 h-5 border-l-2 border-ink-2"
        style={{ left: `${(100 * available) / most}%` }}
      />
    </div>
  )
}

function LastFrames({ home: { heard, replicas }, timeZone }: Pick<HomePanelProps, 'home' | 'timeZone'>) {
  const t = useText()
  const format = useFormat()
  const frameName = useFrameName()
  return (
    <div className="min-w-0">
      <h3 className="label mb-1">{t('customer-device.heard')}</h3>
      {heard.length === 0 && <p className="text-ink-2">{t('customer-device.heard.none')}</p>}
      <ol>
        {heard.slice(0, mostFrames).map(({ at, frame, values }) => (
          <li key={`${at}-${frame}-${values.eventCount}`} className="flex gap-3 py-0.5">
            <span className="figures text-ink-2">{format.clock(timeZone, at)}</span>
            <span className="figures w-6 text-right">{frame}</span>
            <span className="min-w-0 flex-1 truncate">{frameName(frame)}</span>
            {typeof values.power === 'number' && (
              <span className="figures whitespace-nowrap text-ink-2">{`${format.count(values.power)} W`}</span>
            )}
          </li>
        ))}
      </ol>
      <p className="label mt-1">{t('customer-device.copies', { count: replicas })}</p>
    </div>
  )
}
