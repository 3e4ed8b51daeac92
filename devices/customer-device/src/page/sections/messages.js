import { element } from '../dom.js'
import { moment } from '../format.js'
import { words } from '../words.js'

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
