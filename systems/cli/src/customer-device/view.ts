import type { DeviceView, MeterView, Period } from '@ferraris/customer-device'
import { bar, sparkline } from '../terminal/chart.ts'
import { print } from '../terminal/style.ts'

const barWidth = 40

const remedies: Readonly<Record<NonNullable<DeviceView['trouble']>['code'], string>> = {
  unreachable: 'there is no way to the meter; check the modem and its cable',
  'protocol-error': 'what the meter sends cannot be read; compare the layouts of meter and device',
  'no-data':
    'the meter says nothing; try another socket, and see that the distributor has enabled the device',
  'wrong-key': 'the keys do not fit; have the distributor associate the device again',
  unknown: 'something else is wrong with the reception; see the log of the device',
}

/** What a device knows, for people. */
export function deviceText(view: DeviceView): string {
  const { device, trouble, meters, home, prices, messages } = view
  const lines = [`${print.heading(device.id)}  ${print.quiet(clock(view.time, view.timeZone))}`]
  if (trouble !== null) lines.push(print.warning(`▲ ${trouble.code}: ${remedies[trouble.code]}`))
  for (const meter of meters) lines.push('', ...meterLines(meter))
  if (home?.last != null) {
    const { produced, selfConsumed, exported } = home.last
    lines.push(
      '',
      `home  produced ${kWh(produced)}, used itself ${kWh(selfConsumed)}, fed in ${kWh(exported)}`,
    )
  }
  if (prices.now !== null) lines.push('', priceLine(view))
  if (view.platform !== 'connected') lines.push('', print.quiet(platformText[view.platform]))
  for (const { from, text, read } of messages) lines.push(`${read ? ' ' : '●'} ${from}: ${text}`)
  return lines.join('\n')
}

const platformText = {
  none: 'no way to supplier and distributor: no texts, no prices',
  unreachable: 'supplier and distributor cannot be reached at the moment',
  unpaired: 'supplier and distributor no longer know this device',
} as const

function meterLines(meter: MeterView): string[] {
  const { role, pod, power, producedPower, availablePower, contractPower, alert, association } = meter
  const shown = role === 'M1' ? power : producedPower
  const limit = availablePower ?? contractPower ?? 3300
  const head = `${print.name(role)}  ${pod}`
  if (shown === null)
    return [
      head,
      print.quiet(
        association === 'associated'
          ? 'power not known'
          : `waiting for ${association === 'keys' ? 'the first frame' : 'keys'}`,
      ),
    ]
  const now = `${String(shown.value).padStart(6)} W  ${print.curve(bar(shown.value, limit, barWidth))}  ${print.quiet(`of ${limit} W`)}`
  return [head, now, ...(alert === null ? [] : [print.failure(alertText(alert))]), ...periodLines(meter)]
}

function alertText({ state, countdown, availablePower }: NonNullable<MeterView['alert']>): string {
  if (state === 'open') return `◆ the meter has cut the supply: more than ${availablePower} W for too long`
  return countdown === null
    ? '◆ more power than is available; the supply is not cut for now'
    : `◆ more power than is available: the supply is cut in ${Math.floor(countdown / 60)}:${String(countdown % 60).padStart(2, '0')}`
}

function periodLines({ today, week, month }: MeterView): string[] {
  const sums = [['today', today] as const, ['week', week] as const, ['month', month] as const]
  const text = sums.map(([name, period]) => `${name} ${sumOf(period)}`).join('   ')
  return [`  ${text}   ${print.curve(sparkline(month.days.map(({ wh }) => wh)))}`]
}

function sumOf({ wh }: Period): string {
  return wh === null ? '–' : kWh(wh)
}

function priceLine({ prices, timeZone }: DeviceView): string {
  const { now, next, currency } = prices
  const price = (value: number | null | undefined) =>
    value == null ? '' : ` ${(value / 100_000).toFixed(5)} ${currency}/kWh`
  const then =
    next === null
      ? ''
      : `, then ${next.name ?? `F${next.tariff}`}${price(next.price)} from ${clock(next.at, timeZone)}`
  return `tariff ${now?.name ?? `F${now?.tariff}`}${price(now?.price)}${then}`
}

function kWh(wh: number): string {
  return `${(wh / 1000).toFixed(2)} kWh`
}

function clock(seconds: number, timeZone: string): string {
  return new Date(seconds * 1000).toLocaleString('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
}
