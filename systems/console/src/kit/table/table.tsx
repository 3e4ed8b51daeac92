import { type KeyboardEvent, memo, type ReactNode, useId, useState } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { classes } from '../classes.ts'
import { Button } from '../form/button.tsx'
import { Icon } from '../icon.tsx'
import { ScrollBox } from '../page/scroll-box.tsx'
import type { Column } from './column.tsx'
import { saveCsv } from './csv.ts'
import { directionOf, inOrder, type Order } from './order.ts'
import { OrderButton } from './order-button.tsx'

export interface TableProps<Row> {
  /** What the rows are, for screen readers. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row, index: number) => string
  /** More rows can be loaded: these can neither be sorted nor saved as the whole. */
  readonly isPartial?: boolean
  /** The row that is chosen; its first cell becomes a button that chooses it. */
  readonly selection?: { readonly key: string | null; readonly onSelect: (key: string) => void }
  /** What opens below a row; its first cell becomes a button that opens it. */
  readonly detail?: (row: Row) => ReactNode
  /** The name of a file that the rows can be saved as. */
  readonly file?: string
  /** Of the box that scrolls; a panel by default. */
  readonly className?: string
  /** Stands in a panel already, and scrolls with it. */
  readonly isBare?: boolean
}

/** Rows with hairlines and no zebra; arrow keys lead from row to row, headings sort. */
export function Table<Row>(props: TableProps<Row>) {
  const t = useText()
  const [order, setOrder] = useState<Order | null>(null)
  const { label, columns, rows, keyOf, isPartial, selection, detail, file, isBare } = props
  const shown = isPartial ? rows : inOrder(rows, columns, order)
  const table = (
    <table
      aria-label={isBare ? label : undefined}
      className="w-full border-collapse text-left text-base [&_tbody_tr:last-child>*]:border-b-0"
    >
      <thead className="sticky top-0 bg-surface">
        <tr>
          {columns.map(column => (
            <Heading
              key={column.name}
              column={column}
              order={order}
              onOrder={column.order && !isPartial ? setOrder : undefined}
            />
          ))}
        </tr>
      </thead>
      <tbody onKeyDown={stepRows}>
        {shown.map((row, index) => {
          const key = keyOf(row, index)
          return (
            <TableRow
              key={key}
              id={key}
              row={row}
              columns={columns}
              detail={detail}
              isSelected={selection && selection.key === key}
              onSelect={selection?.onSelect}
            />
          )
        })}
      </tbody>
    </table>
  )
  return (
    <>
      {isBare ? (
        table
      ) : (
        <ScrollBox label={label} className={props.className ?? 'panel px-5 py-2 max-tablet:px-4'}>
          {table}
        </ScrollBox>
      )}
      {file !== undefined && !isPartial && (
        <p className="mt-2 flex justify-end">
          <Button look="quiet" onPress={() => saveCsv(file, shown, columns)}>
            <Icon name="read" />
            {t('table.save')}
          </Button>
        </p>
      )}
    </>
  )
}

interface HeadingProps<Row> {
  readonly column: Column<Row>
  readonly order: Order | null
  readonly onOrder: ((order: Order | null) => void) | undefined
}

function Heading<Row>({ column, order, onOrder }: HeadingProps<Row>) {
  const { name, heading = name, isAction } = column
  return (
    <th
      aria-sort={onOrder && directionOf(order, name)}
      className={`h-8 border-b border-line pl-4 first:pl-0 text-label font-normal text-ink-3 whitespace-nowrap ${placeOf(column)}`}
    >
      {isAction && <span className="sr-only">{heading}</span>}
      {!isAction && !onOrder && heading}
      {!isAction && onOrder && (
        <OrderButton column={name} order={order} onOrder={onOrder} isNumber={column.isNumber}>
          {heading}
        </OrderButton>
      )}
    </th>
  )
}

interface TableRowProps<Row> {
  readonly id: string
  readonly row: Row
  readonly columns: readonly Column<Row>[]
  readonly detail: ((row: Row) => ReactNode) | undefined
  readonly isSelected: boolean | undefined
  readonly onSelect: ((id: string) => void) | undefined
}

/** Drawn again only when something of it has changed: a line has a thousand. */
const TableRow = memo(Cells) as typeof Cells

function Cells<Row>({ id, row, columns, detail, isSelected, onSelect }: TableRowProps<Row>) {
  const detailId = useId()
  const [isOpen, setOpen] = useState(false)
  const handle = (content: ReactNode) => {
    if (detail) {
      return (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? detailId : undefined}
          onClick={() => setOpen(!isOpen)}
          className="-ml-1 flex items-center gap-1 rounded-control px-1 text-left font-medium hover:text-accent"
        >
          <span className={`text-ink-3 ${isOpen ? 'rotate-90' : ''}`}>
            <Icon name="forward" size={10} />
          </span>
          {content}
        </button>
      )
    }
    if (!onSelect) return content
    return (
      <button
        type="button"
        aria-pressed={isSelected}
        onClick={() => onSelect(id)}
        className="link whitespace-nowrap"
      >
        {content}
      </button>
    )
  }
  return (
    <>
      <tr className={isSelected ? 'bg-tint' : ''}>
        {columns.map((column, index) => (
          <td
            key={column.name}
            className={classes(
              'h-8 border-b border-line pl-4 first:pl-0 align-middle',
              column.isNumber && 'figures whitespace-nowrap',
              column.isAction && 'py-1 whitespace-nowrap',
              placeOf(column),
              column.className,
            )}
          >
            {index === 0 ? handle(column.cell(row)) : column.cell(row)}
          </td>
        ))}
      </tr>
      {detail && isOpen && (
        <tr id={detailId}>
          <td colSpan={columns.length} className="border-b border-line py-3 pl-5">
            {detail(row)}
          </td>
        </tr>
      )}
    </>
  )
}

/** Figures and buttons stand to the right. */
function placeOf<Row>({ isNumber, isAction, isMinor }: Column<Row>): string {
  return classes((isNumber || isAction) && 'text-right', isMinor && 'max-tablet:hidden')
}

/** Leads the focus to the first link or button of the next row, up or down. */
function stepRows(event: KeyboardEvent<HTMLElement>): void {
  const step =
    event.key === 'ArrowDown'
      ? 'nextElementSibling'
      : event.key === 'ArrowUp'
        ? 'previousElementSibling'
        : null
  if (step === null || !(event.target instanceof Element)) return
  for (let row = event.target.closest('tr')?.[step]; row; row = row[step]) {
    const handle = row.querySelector<HTMLElement>('a, button')
    if (handle === null) continue
    event.preventDefault()
    handle.focus()
    return
  }
}
