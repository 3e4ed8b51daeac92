import { useMemo, useState } from 'react'
import type { Frame } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { FrameList } from './frame-list.tsx'
import { FrameTree } from './frame-tree.tsx'
import { OctetGrid } from './octet-grid.tsx'
import { decodedFrame, nodeById, pathAt } from './octets.ts'

/** Frames as list, layers, octets: a field lights its octets and an octet its field. */
export function FramesViewer({ frames, timeZone }: { frames: readonly Frame[]; timeZone: string }) {
  const t = useText()
  const [chosen, setChosen] = useState(0)
  const frame = frames[Math.min(chosen, frames.length - 1)]
  const decoded = useMemo(() => frame && decodedFrame(frame), [frame])
  const [selected, setSelected] = useState<string | null>(null)
  const [hovered, setHovered] = useState<string | null>(null)
  if (!frame || !decoded) return null

  const choose = (index: number) => {
    setChosen(index)
    setSelected(null)
    setHovered(null)
  }
  const nodeAt = (block: number, octet: number) => pathAt(decoded.layers, block, octet).at(-1)?.id ?? null
  const lit = hovered ?? selected
  return (
    <section
      aria-label={t('meter.tab.frames')}
      className="panel grid overflow-hidden desk:h-[min(36rem,calc(100dvh-6rem))] desk:grid-cols-[18rem_minmax(0,1fr)_25.5rem] desk:divide-x desk:divide-line max-desk:divide-y max-desk:divide-line"
    >
      <FrameList frames={frames} chosen={chosen} onChoose={choose} timeZone={timeZone} />
      <FrameTree
        key={chosen}
        layers={decoded.layers}
        selected={selected}
        lit={hovered}
        onSelect={setSelected}
        onHover={setHovered}
      />
      <OctetGrid
        blocks={decoded.blocks}
        lit={lit === null ? null : nodeById(decoded.layers, lit)}
        nameAt={(block, octet) => pathAt(decoded.layers, block, octet).at(-1)?.name ?? ''}
        onHover={place => setHovered(place && nodeAt(place.block, place.octet))}
        onSelect={({ block, octet }) => setSelected(nodeAt(block, octet))}
        hex={frame.hex}
      />
    </section>
  )
}
