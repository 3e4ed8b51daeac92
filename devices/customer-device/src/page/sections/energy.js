import { bars } from '../curve.js'
import { element } from '../dom.js'
import { clock, dayOfMonth, kilowattHours } from '../format.js'
import { words } from '../words.js'

function figure([value, unit]) {
  return element('div', { class: 'figure' }, value, ' ', element('small', {}, unit))
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
          periods.map(({ wh, byTariff }) =>
            element('td', {}, wh === null ? '–' : kilowattHours(byTariff[tariff], 1).join(' ')),
          ),
        ),
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
