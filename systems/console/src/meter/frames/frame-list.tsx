import { ListBox, ListBoxItem } from 'react-aria-components'
import type { Frame } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Icon } from '../../kit/icon.tsx'
import { octetsOf } from './octets.ts'

interface FrameListProps {
  readonly frames: readonly Frame[]
  readonly chosen: number
  readonly onChoose: (index: number) => void
  readonly timeZone: string
}

/** The frames in the order they crossed the wire, with the milliseconds since the first. */
export function FrameList({ frames, chosen, onChoose, timeZone }: FrameListProps) {
  const t = useText()
  const format = useFormat()
  const began = Date.parse(frames[0]?.time ?? '')
  return (
    <ListBox
      aria-label={t('frames.list')}
      selectionMode="single"
      disallowEmptySelection
      selectionBehavior="replace"
      selectedKeys={[chosen]}
      onSelectionChange={keys => {
        const [key] = keys === 'all' ? [] : keys
        if (key !== undefined) onChoose(Number(key))
      }}
      className="min-h-0 overflow-y-auto outline-none max-desk:max-h-64"
    >
      {frames.map(({ direction, time, title, hex, layers }, index) => {
        const isBroken = layers.some(({ error }) => error)
        return (
          <ListBoxItem
            key={index}
            id={index}
            textValue={`${t(`frames.${direction}`)} ${title}`}
            className="grid cursor-default grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-3 border-b border-line px-4 py-2 outline-none hover:bg-sunken focus-visible:outline-offset-[-2px] selected:bg-tint"
          >
            <span
              className={direction === 'sent' ? 'text-import' : 'text-info'}
              title={t(`frames.${direction}`)}
            >
              <Icon name={direction} />
            </span>
            <span className={`truncate ${isBroken ? 'font-medium text-critical' : ''}`}>{title}</span>
            <span className="figures label" title={format.stamp(timeZone, time)}>
              +{Math.round(Date.parse(time) - began)} ms
            </span>
            <span className="label col-start-2">
              {t(`frames.${direction}`)} · {t('frames.octets', { count: octetsOf(hex).length })}
            </span>
          </ListBoxItem>
        )
      })}
    </ListBox>
  )
}
