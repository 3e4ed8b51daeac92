import { useEffect, useRef, useState } from 'react'
import { Button, Collection, type Key, Tree, TreeItem, TreeItemContent } from 'react-aria-components'
import { useText } from '../../i18n/use-text.ts'
import { classes } from '../../kit/classes.ts'
import { Icon } from '../../kit/icon.tsx'
import type { FrameNode } from './octets.ts'

interface FrameTreeProps {
  readonly layers: readonly FrameNode[]
  readonly selected: string | null
  /** The node under the pointer, here or among the octets. */
  readonly lit: string | null
  readonly onSelect: (id: string | null) => void
  readonly onHover: (id: string | null) => void
}

/** Layers and their fields. What an octet leads to is opened and brought into sight. */
export function FrameTree({ layers, selected, lit, onSelect, onHover }: FrameTreeProps) {
  const t = useText()
  const box = useRef<HTMLDivElement>(null)
  const [expanded, setExpanded] = useState<Set<Key>>(() => new Set(openAtFirst(layers)))

  useEffect(() => {
    const wanted = selected
    if (wanted === null) return
    setExpanded(open => new Set([...open, ...ancestorsOf(wanted)]))
    requestAnimationFrame(() =>
      box.current?.querySelector(`[data-node="${wanted}"]`)?.scrollIntoView({ block: 'nearest' }),
    )
  }, [selected])

  return (
    <div
      ref={box}
      className="min-h-0 min-w-0 overflow-auto py-1 max-desk:max-h-96"
      onPointerLeave={() => onHover(null)}
    >
      <Tree
        aria-label={t('frames.tree')}
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={selected === null ? [] : [selected]}
        onSelectionChange={keys => {
          const [key] = keys === 'all' ? [] : keys
          onSelect(key === undefined ? null : String(key))
        }}
        expandedKeys={expanded}
        onExpandedChange={setExpanded}
        items={layers}
        className="outline-none"
      >
        {layer => <Node node={layer} lit={lit} onHover={onHover} />}
      </Tree>
    </div>
  )
}

function Node({
  node,
  lit,
  onHover,
}: {
  node: FrameNode
  lit: string | null
  onHover: (id: string | null) => void
}) {
  const t = useText()
  return (
    <TreeItem
      id={node.id}
      textValue={`${node.name} ${node.value ?? ''}`}
      onHoverStart={() => onHover(node.id)}
      className={({ isSelected }) =>
        classes(
          'cursor-default outline-none focus-visible:outline-offset-[-2px]',
          isSelected ? 'bg-tint' : lit === node.id ? 'bg-sunken' : '',
          node.isLayer && 'border-t border-line first:border-t-0',
        )
      }
    >
      <TreeItemContent>
        {({ level, hasChildItems, isExpanded }) => (
          <div
            data-node={node.id}
            className="flex min-h-7 items-baseline gap-2 py-0.5 pr-4"
            style={{ paddingLeft: 8 + (level - 1) * 16 }}
          >
            {hasChildItems ? (
              <Button
                slot="chevron"
                aria-label={t('frames.open', { name: node.name })}
                className={`flex size-6 shrink-0 items-center justify-center self-center rounded text-ink-3 ${isExpanded ? 'rotate-90' : ''}`}
              >
                <Icon name="forward" size={12} />
              </Button>
            ) : (
              <span className="w-6 shrink-0" />
            )}
            <span className={node.isLayer ? 'font-semibold' : 'shrink-0 text-ink-2'}>{node.name}</span>
            {node.value !== undefined && (
              <span className={node.isLayer ? 'truncate text-ink-3' : 'font-mono text-label break-all'}>
                {node.value}
              </span>
            )}
            {node.meaning && <span className="text-ink-3">{node.meaning}</span>}
            {node.error && <span className="font-medium text-critical">{node.error}</span>}
          </div>
        )}
      </TreeItemContent>
      <Collection items={node.children}>
        {child => <Node node={child} lit={lit} onHover={onHover} />}
      </Collection>
    </TreeItem>
  )
}

/** Everything when it is little, as most frames are; otherwise the layers. */
function openAtFirst(layers: readonly FrameNode[]): string[] {
  const idsOf = (node: FrameNode): string[] => [node.id, ...node.children.flatMap(idsOf)]
  const all = layers.flatMap(idsOf)
  return all.length <= 120 ? all : layers.map(layer => layer.id)
}

/** Ids of the nodes above one: of `2.1.0` they are `2` and `2.1`. */
function ancestorsOf(id: string): string[] {
  const parts = id.split('.')
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('.'))
}
