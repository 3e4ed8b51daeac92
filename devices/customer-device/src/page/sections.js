import { bars } from './curve.js'
import { element } from './dom.js'
import { clock, day, dayOfMonth, duration, kilowattHours, kilowatts, moment, money, watts } from './format.js'
import { words } from './words.js'

function figure([value, unit], name = 'div') {
  return element(name, { class: 'figure' }, value, ' ', element('small', {}, unit))
}

/** What stands in the way of data, with its remedy. */
export function troubleSection({ code, detail, since }, now) {
  const [title, remedy] = words.trouble[detail === 'changed' ? `${code}-changed` : code]
  return element(
    'section',
    { class: 'trouble', role: 'status' },
    element('strong', {}, title),
    since !== null && element('span', { class: 'quiet' }, ' ', words.since(moment(since, now))),
    element('div', {}, remedy),
  )
}

export function goneSection() {
  return element(
    'section',
    { class: 'trouble', role: 'status' },
    element('strong', {}, words.deviceGone),
    element('div', {}, words.deviceGoneHint),
  )
}

export function alertSection({ state, countdown, availablePower }) {
  const isOpen = state === 'open'
  const title = isOpen ? words.open : words.exceeded
  const hint = isOpen ? words.openHint(watts(availablePower)) : words.exceededHint
  const time = countdown === null ? words.noCountdown : words.opensIn(duration(countdown))
  return element(
    'section',
    { class: 'alert', role: 'alert' },
    element('h2', {}, title),
    !isOpen && element('div', { class: 'figure' }, time),
    element('div', {}, hint),
  )
}

/** Live power against contract and available power. */
export function powerSection({ power, contractPower, availablePower, association }, now) {
  if (power === null) {
    const hint = words[association] ?? words.unknown
    return element(
      'section',
      {},
      element('h2', {}, words.now),
      element('div', { class: 'figure' }, '–'),
      element('div', { class: 'quiet' }, hint),
    )
  }
  const [value, unit] = kilowatts(power.value)
  const limit = availablePower ?? contractPower
  return element(
    'section',
    {},
    element(
      'div',
      { class: 'row' },
      element('h2', {}, words.now),
      element('span', { class: 'quiet' }, moment(power.time, now)),
    ),
    element('div', { class: 'hero' }, value, ' ', element('small', {}, unit)),
    limit !== null && scale(power.value, contractPower, availablePower),
  )
}

function scale(power, contractPower, availablePower) {
  const most = Math.max(power, availablePower ?? 0, contractPower ?? 0) * 1.12
  const part = value => `${(100 * value) / most}%`
  const marks = [contractPower, availablePower].filter(value => value !== null)
  const isOver = availablePower !== null && power > availablePower
  return [
    element(
      'div',
      { class: isOver ? 'scale over' : 'scale' },
      element('i', { class: 'level', style: { width: part(power) } }),
      marks.map(value => element('b', { style: { left: part(value) } })),
    ),
    element(
      'div',
      { class: 'row quiet' },
      contractPower !== null && element('span', {}, `${words.contract} ${watts(contractPower)}`),
      availablePower !== null && element('span', {}, `${words.available} ${watts(availablePower)}`),
    ),
  ]
}

/** Today by tariff and by quarter, week and month by day. */
export function energySection({ today, week, month, role }, quarters) {
  const period = (name, { wh }) =>
    element(
      'div',
      {},
      element('h2', {}, name),
      wh === null ? element('div', { class: 'figure' }, '–') : figure(kilowattHours(wh, 1)),
    )
  const isExchange = role === 'M1'
  const kind = isExchange ? 'import' : 'export'
  return element(
    'section',
    {},
    !isExchange && element('h2', {}, `${words.home} ${role}`),
    element(
      'div',
      { class: 'columns' },
      period(words.today, today),
      period(words.week, week),
      period(words.month, month),
    ),
    quarters !== undefined && [
      bars(quarters, words.curve, kind, true),
      element(
        'div',
        { class: 'axis quiet' },
        element('span', {}, '0'),
        element('span', {}, '12'),
        element('span', {}, '24'),
      ),
    ],
    today.missing > 0 && element('div', { class: 'quiet' }, words.missing(today.missing)),
    isExchange && tariffTable([today, week, month]),
    month.days.length > 1 && [
      bars(
        month.days.map(({ wh }) => wh),
        words.month,
        kind,
      ),
      element(
        'div',
        { class: 'axis quiet' },
        element('span', {}, dayOfMonth(month.days[0].date)),
        element('span', {}, dayOfMonth(month.days.at(-1).date)),
      ),
    ],
  )
}

function tariffTable(periods) {
  const used = [1, 2, 3, 4, 5, 6, 0].filter(tariff => periods.some(({ byTariff }) => byTariff[tariff] > 0))
  if (used.length === 0) return undefined
  const heads = [words.tariff, words.today, words.week, words.month]
  return element(
    'table',
    {},
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        heads.map(head => element('th', { scope: 'col' }, head)),
      ),
    ),
    element(
      'tbody',
      {},
      used.map(tariff =>
        element(
          'tr',
          {},
          element('td', {}, tariff === 0 ? words.noTariff : words.band(tariff)),
          periods.map(({ byTariff }) => element('td', {}, kilowattHours(byTariff[tariff], 1).join(' '))),
        ),
      ),
    ),
  )
}

export function priceSection({ prices, meters }, now) {
  const tariff = prices.now?.tariff ?? meters[0]?.tariff?.value
  if (tariff === undefined) return undefined
  const name = prices.now?.name ?? words.band(tariff)
  const { next, change, currency } = prices
  return element(
    'section',
    {},
    element('h2', {}, words.tariff),
    element(
      'div',
      { class: 'row' },
      element('span', { class: 'figure' }, name),
      prices.now?.price != null &&
        element(
          'span',
          { class: 'figure' },
          money(prices.now.price, currency),
          element('small', {}, words.perKwh),
        ),
    ),
    next !== null &&
      element(
        'div',
        { class: 'quiet' },
        words.next(next.name ?? words.band(next.tariff), moment(next.at, now)),
        next.price != null && `, ${money(next.price, currency)}${words.perKwh}`,
      ),
    change !== null && [
      element('h2', { style: { marginTop: '16px' } }, words.newPrices(day(change.at))),
      priceTable(change, currency),
    ],
  )
}

function priceTable({ prices }, currency) {
  const cell = price => element('td', {}, price === null ? '–' : money(price, currency))
  return element(
    'table',
    {},
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ['', words.before, words.after].map(head => element('th', { scope: 'col' }, head)),
      ),
    ),
    element(
      'tbody',
      {},
      prices.map(({ tariff, name, before, price }) =>
        element('tr', {}, element('td', {}, name ?? words.band(tariff)), cell(before), cell(price)),
      ),
    ),
  )
}

export function homeSection({ last }) {
  const part = (name, wh) => element('div', {}, element('h2', {}, name), figure(kilowattHours(wh)))
  return element(
    'section',
    {},
    element(
      'div',
      { class: 'row' },
      element('h2', {}, words.home),
      last !== null && element('span', { class: 'quiet' }, words.quarterTo(clock(last.end))),
    ),
    last === null
      ? element('div', { class: 'quiet' }, words.unknown)
      : element(
          'div',
          { class: 'columns' },
          part(words.produced, last.produced),
          part(words.used, last.selfConsumed),
          part(words.sold, last.exported),
        ),
  )
}

export function thresholdSection({ value: { threshold, energy } }) {
  const [limit, reached] = [kilowattHours(threshold, 1).join(' '), kilowattHours(energy, 1).join(' ')]
  return element(
    'section',
    { class: 'trouble' },
    element('strong', {}, words.threshold),
    element('div', {}, words.thresholdHint(reached, limit)),
  )
}

export function messagesSection({ messages, platform }, now, onRead) {
  const hints = {
    none: words.noPlatform,
    unreachable: words.platformUnreachable,
    unpaired: words.platformUnpaired,
  }
  return element(
    'section',
    {},
    element('h2', {}, words.messages),
    hints[platform] !== undefined && element('div', { class: 'quiet' }, hints[platform]),
    platform === 'connected' && messages.length === 0 && element('div', { class: 'quiet' }, words.noMessages),
    element(
      'ul',
      {},
      messages.map(({ id, from, text, sentAt, read }) =>
        element(
          'li',
          {},
          element('div', { class: 'quiet' }, `${words[from]}, ${moment(sentAt, now)}`),
          element('div', {}, text),
          !read && element('button', { onclick: () => onRead(id) }, words.markRead),
        ),
      ),
    ),
  )
}

export function meterSection({ pod, plate, importedEnergy, exportedEnergy, clockDifference, role }) {
  const register = role === 'M1' ? importedEnergy : exportedEnergy
  return element(
    'section',
    {},
    element('h2', {}, words.meter, ' ', plate ?? ''),
    element(
      'div',
      { class: 'row' },
      element('span', { class: 'quiet' }, pod),
      register !== null &&
        element('span', {}, `${words.register} ${kilowattHours(register.value, 1).join(' ')}`),
    ),
    clockDifference !== null && element('div', { class: 'quiet' }, words.clock(clockDifference)),
  )
}
