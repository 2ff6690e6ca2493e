/** Order, booking, ticket and tracking numbers: known by the word before them. */
import type { PiiFound } from './kinds.ts';
import { isDigit, isLetterOrDigit } from './view.ts';
import type { PiiView } from './view.ts';

const ORDER_WORDS = new Set(
  (
    'order orders ordernumber booking ticket invoice reference ref tracking case pedido orden factura reserva ' +
    'seguimiento commande facture reservation suivi bestellung bestellnummer auftrag auftragsnummer rechnung ' +
    'rechnungsnummer sendung sendungsnummer buchung kundennummer ordine fattura prenotazione spedizione ' +
    'encomenda rastreio bestelling bestelnummer ordernummer factuur zamowienie zamowienia faktura'
  ).split(' '),
);
/** Words that may stand between `order` and its number. */
const REACH = 4;
const MAX_LENGTH = 40;
const MIN_DIGITS = 4;

/** A word with four digits or more soon after a word for an order, or `#` and four digits. */
export function findOrders({ text, spanOf }: PiiView): PiiFound[] {
  const found: PiiFound[] = [];
  let near = 0;
  let i = 0;
  while (i < text.length) {
    if (!isLetterOrDigit(text.charCodeAt(i))) {
      i++;
      continue;
    }
    let to = i;
    let digits = 0;
    while (to < text.length && (isLetterOrDigit(text.charCodeAt(to)) || isJoint(text, to, i))) {
      if (isDigit(text.charCodeAt(to))) digits++;
      to++;
    }
    const marked = i > 0 && text[i - 1] === '#' && digits === to - i;
    if (digits >= MIN_DIGITS && to - i <= MAX_LENGTH && (near > 0 || marked)) {
      found.push({ kind: 'order_number', span: spanOf(i, to) });
    }
    near = ORDER_WORDS.has(text.slice(i, Math.min(to, i + MAX_LENGTH))) ? REACH : near - 1;
    i = to;
  }
  return found;
}

function isJoint(text: string, at: number, from: number): boolean {
  return text[at] === '-' && at > from && isLetterOrDigit(text.charCodeAt(at + 1));
}
