import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { classes } from '../../kit/classes.ts'
import { Icon } from '../../kit/icon.tsx'
import { QualityMark } from './picture/node-mark.tsx'
import { type Measure, qualityOf } from './quality.ts'
import { type Branch, listed, nameOf, pathTo, type LineTree as Tree } from './tree.ts'

interface LineTreeProps {
  readonly tree: Tree
  /** Only these, one below the other, instead of the tree. */
  readonly matches: readonly Branch[] | null
  readonly measure: Measure
  readonly selected: string | null
  readonly onSelect: (aca: string) => void
}

const rowHeight = 28

/**
 * The tree of a line, for the keyboard and for screen readers as for the pointer. Only rows in sight are in the
 * document; the tree itself holds the focus and names the row that it is on.
 */
export function LineTree({ tree, matches, measure, selected, onSelect }: LineTreeProps) {
  const t = useText()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [current, setCurrent] = useState<string | null>(null)
  const rows = useMemo(() => matches ?? listed(tree.roots, closed), [tree, matches, closed])
  const at = Math.max(
    0,
    rows.findIndex(({ node }) => node.aca === (current ?? selected)),
  )
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })

  // What was selected elsewhere comes into sight, its branch opened.
  useEffect(() => {
    const branch = selected === null ? undefined : tree.byAca.get(selected)
    if (!branch) return
    const above = pathTo(branch).slice(0, -1)
    setClosed(now => {
      const next = new Set(now)
      for (const { node } of above) next.delete(node.aca)
      return next.size === now.size ? now : next
    })
    setCurrent(selected)
  }, [selected])
  useEffect(() => {
    if (rows.length > 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [current])

  const fold = ({ node }: Branch, isClosed: boolean) => {
    const next = new Set(closed)
    if (isClosed) next.add(node.aca)
    else next.delete(node.aca)
    setClosed(next)
  }
  const move = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (row) setCurrent(row.node.aca)
  }
  const keys: Record<string, (row: Branch) => void> = {
    ArrowDown: () => move(at + 1),
    ArrowUp: () => move(at - 1),
    PageDown: () => move(at + 12),
    PageUp: () => move(at - 12),
    Home: () => move(0),
    End: () => move(rows.length - 1),
    ArrowRight: row =>
      closed.has(row.node.aca) ? fold(row, false) : row.children.length > 0 && move(at + 1),
    ArrowLeft: row => {
      if (row.children.length > 0 && !closed.has(row.node.aca) && matches === null) fold(row, true)
      else if (row.parent) setCurrent(row.parent.node.aca)
    },
    Enter: row => onSelect(row.node.aca),
    ' ': row => onSelect(row.node.aca),
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keys[event.key]
    const row = rows[at]
    if (!act || !row || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    act(row)
  }

  return (
    <div
      ref={scroller}
      role="tree"
      aria-label={t('line.tree')}
      aria-activedescendant={rows[at] && `${id}-${rows[at].node.aca}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="group min-h-0 flex-1 overflow-auto focus-visible:outline-offset-[-2px]"
    >
      {/* The height that all rows would have; it is no part of the tree. */}
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          const { node, children } = row
          const siblings = matches ?? row.parent?.children ?? tree.roots
          const hasFold = matches === null && children.length > 0
          const quality = qualityOf(node, measure)
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
            <div
              key={node.aca}
              id={`${id}-${node.aca}`}
              role="treeitem"
              aria-level={matches ? 1 : row.level}
              aria-setsize={siblings.length}
              aria-posinset={siblings.indexOf(row) + 1}
              aria-expanded={hasFold ? !closed.has(node.aca) : undefined}
              aria-selected={node.aca === selected}
              onClick={() => {
                setCurrent(node.aca)
                onSelect(node.aca)
              }}
              className={classes(
                'absolute inset-x-0 top-0 flex cursor-pointer items-center gap-2 pr-3',
                node.aca === selected ? 'bg-tint' : 'hover:bg-sunken',
                index === at &&
                  'group-focus-visible:ring-2 group-focus-visible:ring-inset group-focus-visible:ring-accent',
              )}
              style={{
                height: rowHeight,
                transform: `translateY(${start}px)`,
                paddingLeft: 8 + (matches ? 0 : Math.min(8, row.level - 1) * 14),
              }}
            >
              {hasFold ? (
                <span
                  aria-hidden="true"
                  onClick={event => {
                    event.stopPropagation()
                    fold(row, !closed.has(node.aca))
                  }}
                  className={`flex size-5 items-center justify-center text-ink-3 ${closed.has(node.aca) ? '' : 'rotate-90'}`}
                >
                  <Icon name="forward" size={10} />
                </span>
              ) : (
                <span className="w-5" />
              )}
              <QualityMark quality={quality} />
              <span className="truncate font-mono text-label">{nameOf(node)}</span>
              <span className="sr-only">{t(`line.quality.${quality}`)}</span>
              {hasFold && (
                <span className="figures ml-auto text-label text-ink-3">
                  <span aria-hidden="true">{children.length}</span>
                  <span className="sr-only">{t('line.repeats', { count: children.length })}</span>
                </span>
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}
