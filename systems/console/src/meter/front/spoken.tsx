import { useRef } from 'react'
import type { MeterFront } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useObjectName } from '../../i18n/use-object-name.ts'
import { useText } from '../../i18n/use-text.ts'

/**
 * The display for screen readers: said when another value or text is shown, or the switch has moved, and not each second that a value
 * counts on.
 */
export function Spoken({ front }: { front: MeterFront }) {
  const t = useText()
  const format = useFormat()
  const nameOf = useObjectName()
  const { dark, page, text, supply } = front
  const shown = dark ? 'dark' : `${page?.number ?? text} ${supply}`
  const said = useRef({ shown: '', words: '' })
  if (said.current.shown !== shown) {
    const what = page ? `${page.number}, ${nameOf(page)}, ${format.count(page.value)} ${page.unit}` : text
    said.current = { shown, words: dark ? t('front.dark') : `${what}. ${t(`front.switch.${supply}`)}` }
  }
  return (
    <p role="status" className="sr-only">
      {said.current.words}
    </p>
  )
}
