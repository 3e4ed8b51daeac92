/** Cells of the console's plain tables: hairlines, no zebra, numbers to the right. */
export const tableClasses = 'w-full border-collapse text-left text-base [&_tbody_tr:last-child>*]:border-b-0'
export const headClasses =
  'h-8 border-b border-line pr-4 last:pr-0 text-label font-normal text-ink-3 whitespace-nowrap'
export const cellClasses = 'h-8 border-b border-line pr-4 last:pr-0 align-middle'
export const numberClasses = 'figures text-right whitespace-nowrap'
