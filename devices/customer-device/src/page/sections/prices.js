import { element } from '../dom.js'
import { day, moment, money } from '../format.js'
import { words } from '../words.js'

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
