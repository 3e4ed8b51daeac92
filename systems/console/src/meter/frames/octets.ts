import type { Frame, Layer, LayerField } from '../../api/resources.ts'

/** A run of octets that layers point into: the frame as it crossed the wire, or what a layer deciphered. */
export interface OctetBlock {
  /** The layer that deciphered it; null for the frame itself. */
  readonly layer: string | null
  readonly octets: string[]
}

/** A node of the tree: a layer or a field, and the octets it stands for. */
export interface FrameNode {
  readonly id: string
  readonly name: string
  readonly value?: string
  /** What the value stands for, where it is a code. */
  readonly meaning?: string
  readonly error?: string
  /** Index of the block of octets, and the run in it; `to` is not included. */
  readonly block: number
  readonly from: number
  readonly to: number
  readonly isLayer: boolean
  readonly children: FrameNode[]
}

interface DecodedFrame {
  readonly blocks: OctetBlock[]
  readonly layers: FrameNode[]
}

/** Splits hex text into octets; case and white space do not count. */
export function octetsOf(hex: string): string[] {
  return hex.replace(/\s+/g, '').toLowerCase().match(/../g) ?? []
}

/**
 * Gives each layer and field its place. A layer with octets of its own was deciphered: it and its fields count in
 * those, and so do the layers after it, which lie inside the deciphered content.
 */
export function decodedFrame({ hex, layers }: Frame): DecodedFrame {
  const blocks: OctetBlock[] = [{ layer: null, octets: octetsOf(hex) }]
  const nodes = layers.map((layer, index) => {
    if (layer.hex) blocks.push({ layer: layer.name, octets: octetsOf(layer.hex) })
    return layerNode(layer, String(index), blocks.length - 1)
  })
  return { blocks, layers: nodes }
}

function layerNode(layer: Layer, id: string, block: number): FrameNode {
  return {
    id,
    name: layer.name,
    value: layer.summary,
    error: layer.error,
    block,
    from: layer.from,
    to: layer.to,
    isLayer: true,
    children: layer.fields.map((field, index) => fieldNode(field, `${id}.${index}`, block)),
  }
}

function fieldNode(
  { name, value, meaning, from, to, fields = [] }: LayerField,
  id: string,
  block: number,
): FrameNode {
  const children = fields.map((field, index) => fieldNode(field, `${id}.${index}`, block))
  return {
    id,
    name,
    value: value == null ? undefined : String(value),
    meaning,
    block,
    from,
    to,
    isLayer: false,
    children,
  }
}

/** The path from a layer down to the smallest field that holds an octet; empty when none does. */
export function pathAt(layers: readonly FrameNode[], block: number, octet: number): FrameNode[] {
  // Of several layers over the same octets the last is the innermost.
  const holds = (node: FrameNode) => node.block === block && octet >= node.from && octet < node.to
  const path: FrameNode[] = []
  for (let node = layers.findLast(holds); node; node = node.children.find(holds)) path.push(node)
  return path
}

/** The node with an id. */
export function nodeById(layers: readonly FrameNode[], id: string): FrameNode | null {
  for (const node of layers) {
    if (node.id === id) return node
    if (id.startsWith(`${node.id}.`)) return nodeById(node.children, id)
  }
  return null
}
