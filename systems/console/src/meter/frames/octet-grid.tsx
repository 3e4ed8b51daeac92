import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { classes } from '../../kit/classes.ts'
import { Button } from '../../kit/form/button.tsx'
import { Icon } from '../../kit/icon.tsx'
import type { FrameNode, OctetBlock } from './octets.ts'

interface OctetPlace {
  readonly block: number
  readonly octet: number
}

interface OctetGridProps {
  readonly blocks: readonly OctetBlock[]
  /** The node with lit octets. */
  readonly lit: FrameNode | null
  readonly nameAt: (block: number, octet: number) => string
  readonly onHover: (place: OctetPlace | null) => void
  readonly onSelect: (place: OctetPlace) => void
  /** The frame's own octets, for copying. */
  readonly hex: string
}

const perRow = 16

/** The octets of the frame, and those of each deciphered layer, sixteen a row. */
export function OctetGrid({ blocks, lit, nameAt, onHover, onSelect, hex }: OctetGridProps) {
  const t = useText()
  const [isCopied, setCopied] = useState(false)
  const copy = () => {
    void navigator.clipboard.writeText(hex)
    setCopied(true)
  }
  return (
    <div className="flex min-h-0 flex-col overflow-y-auto px-4 py-3">
      {blocks.map(({ layer, octets }, block) => (
        <div key={block} className="mb-4">
          <div className="mb-1 flex min-h-8 items-center justify-between">
            <h2 className="label">{layer === null ? t('frames.wire') : t('frames.deciphered', { layer })}</h2>
            {layer === null && (
              <Button look="quiet" className="px-2" onPress={copy}>
                <Icon name={isCopied ? 'check' : 'copy'} />
                {t(isCopied ? 'frames.copied' : 'frames.copy')}
              </Button>
            )}
          </div>
          <Block
            label={layer ?? t('frames.wire')}
            octets={octets}
            lit={lit?.block === block ? lit : null}
            nameAt={octet => nameAt(block, octet)}
            onHover={octet => onHover(octet === null ? null : { block, octet })}
            onSelect={octet => onSelect({ block, octet })}
          />
        </div>
      ))}
    </div>
  )
}

interface BlockProps {
  readonly label: string
  readonly octets: readonly string[]
  readonly lit: FrameNode | null
  readonly nameAt: (octet: number) => string
  readonly onHover: (octet: number | null) => void
  readonly onSelect: (octet: number) => void
}

function Block({ label, octets, lit, nameAt, onHover, onSelect }: BlockProps) {
  const grid = useRef<HTMLDivElement>(null)
  const [cursor, setCursor] = useState(0)
  const rows = Math.ceil(octets.length / perRow)

  useEffect(() => {
    grid.current?.querySelector(`[data-octet="${lit?.from}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [lit])

  const moveTo = (wanted: number) => {
    const octet = Math.max(0, Math.min(octets.length - 1, wanted))
    setCursor(octet)
    onSelect(octet)
    grid.current?.querySelector<HTMLElement>(`[data-octet="${octet}"]`)?.focus()
  }
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: perRow,
    ArrowUp: -perRow,
    Home: -(cursor % perRow),
    End: perRow - 1 - (cursor % perRow),
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    moveTo(cursor + step)
  }

  const octetOf = (target: EventTarget): number | null => {
    const text = (target as HTMLElement).dataset?.octet
    return text === undefined ? null : Number(text)
  }
  return (
    <div
      ref={grid}
      role="grid"
      tabIndex={-1}
      aria-label={label}
      aria-rowcount={rows}
      onKeyDown={onKeyDown}
      onPointerOver={event => onHover(octetOf(event.target))}
      onPointerLeave={() => onHover(null)}
      onClick={event => {
        const octet = octetOf(event.target)
        if (octet !== null) moveTo(octet)
      }}
      className="font-mono text-label leading-6 outline-none"
    >
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} role="row" className="flex">
          <span role="rowheader" className="w-9 shrink-0 text-ink-3">
            {(row * perRow).toString(16).padStart(3, '0')}
          </span>
          <span className="grid flex-1 grid-cols-16" role="presentation">
            {octets.slice(row * perRow, (row + 1) * perRow).map((octet, column) => {
              const index = row * perRow + column
              const isLit = lit !== null && index >= lit.from && index < lit.to
              return (
                <span
                  key={index}
                  role="gridcell"
                  tabIndex={index === cursor ? 0 : -1}
                  data-octet={index}
                  aria-label={`${octet} ${nameAt(index)}`}
                  className={classes(
                    'cursor-default text-center focus-visible:outline-offset-[-2px]',
                    isLit && 'bg-accent text-on-accent',
                    isLit && (index === lit.from || column === 0) && 'rounded-l-sm',
                    isLit && (index === lit.to - 1 || column === perRow - 1) && 'rounded-r-sm',
                  )}
                >
                  {octet}
                </span>
              )
            })}
          </span>
        </div>
      ))}
    </div>
  )
}
