/** Checksums that tell a real account, card or document number from any other number. */
import { IBAN_LENGTHS } from './iban-lengths.ts';

/** Number of characters an IBAN of this country has, or null when the country is not in the table. */
export function ibanLength(country: string): number | null {
  return IBAN_LENGTHS[country.toUpperCase()] ?? null;
}

/** ISO 7064 mod 97-10 over letters and digits without spaces. */
export function isIban(compact: string): boolean {
  if (compact.length < 15 || compact.length > 34) return false;
  let rest = 0;
  const turned = compact.slice(4) + compact.slice(0, 4);
  for (const char of turned.toUpperCase()) {
    const value = Number.parseInt(char, 36);
    if (Number.isNaN(value)) return false;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** ISO/IEC 7812-1 (Luhn) over 13 to 19 digits. */
export function isCardNumber(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19) return false;
  return digits !== digits[0]!.repeat(digits.length) && luhn(digits);
}

/** Luhn over digits of any number. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const value = digits.charCodeAt(digits.length - 1 - i) - 0x30;
    if (value < 0 || value > 9) return false;
    const doubled = i % 2 === 1 ? value * 2 : value;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Sum of digits times weights, digit by digit; weights that are missing count 0. */
export function weighted(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (const [i, weight] of weights.entries()) sum += (digits.charCodeAt(i) - 0x30) * weight;
  return sum;
}

/** ISO 7064 MOD 11,10 with the check digit last (German tax id). */
export function mod11And10(digits: string): boolean {
  let product = 10;
  for (let i = 0; i < digits.length - 1; i++) {
    const sum = (digits.charCodeAt(i) - 0x30 + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === digits.charCodeAt(digits.length - 1) - 0x30;
}

const VERHOEFF_PERMUTE = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Verhoeff's dihedral check, check digit last (Aadhaar). */
export function verhoeff(digits: string): boolean {
  let check = 0;
  for (let i = 0; i < digits.length; i++) {
    let value = digits.charCodeAt(digits.length - 1 - i) - 0x30;
    for (let turn = 0; turn < i % 8; turn++) value = VERHOEFF_PERMUTE[value]!;
    check = dihedral(check, value);
  }
  return check === 0;
}

/** Product in the symmetry group of the pentagon: 0-4 turn, 5-9 turn and flip. */
function dihedral(a: number, b: number): number {
  const flipped = a >= 5;
  const turn = flipped ? (a - (b % 5) + 5) % 5 : ((a % 5) + (b % 5)) % 5;
  return turn + (flipped !== b >= 5 ? 5 : 0);
}
