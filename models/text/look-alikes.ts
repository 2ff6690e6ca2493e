/**
 * Letters of other scripts, signs and enclosed letters that are read as Latin ones. Own table, chosen by eye;
 * keys are folded when the table is built, because that is the form in which a text arrives.
 */
import { foldChar } from './char-classes.ts';

/** Each pair: the look-alike, then what it is read as. */
const CYRILLIC =
  'аa вb сc ԁd еe ғf ɡg һh нh іi їi ӏl јj кk ӄk лn мm пn оo рp ԛq гr ѕs тt цu ԝw шw ѡw хx уy ўy зz ьb ыbi юio єe ґr ӧo ӓa ӕae';
const GREEK = 'αa βb γy δd εe ζz ηn θo ιi κk λl μm νv ξe οo πn ρp σo ςc τt υu φo χx ψy ωw ϲc ϳj';
const ARMENIAN_AND_LATIN =
  'օo սu ո n հh յj ց g զq ɑa ƅb ɢg ɩi ıi ɪi ʟl ɴn ʀr ꜱs ʏy øo łl đd ħh ŧt ƒf ʙb ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ɛe ɜe ɔo ʋv ɯw ɾr ꝑp ɗd ɓb ɠg ƙk ɲn ƥp ƭt ƴy ȥz ꜰf ʜh ꞯq';
const CHEROKEE =
  'Ꭰd Ꭱr Ꭲt Ꭵi Ꭹy Ꭺa Ꭻj Ꭼe Ꭾp Ꮃw Ꮇm Ꮋh Ꮍy Ꮐg Ꮒh Ꮓz Ꮖi Ꮜu Ꮞ4 Ꮟb Ꮢr Ꮤw Ꮥs Ꮩv Ꮪs Ꮮl Ꮯc Ꮲp Ꮶk Ꮷd Ᏸb Ᏼb Ᏺh Ᏻg Ꮎo';
const LISU = 'ꓐb ꓑp ꓒd ꓓd ꓔt ꓖg ꓗk ꓙj ꓚc ꓜz ꓝf ꓟm ꓠn ꓡl ꓢs ꓣr ꓦv ꓧh ꓪw ꓫx ꓬy ꓮa ꓯa ꓰe ꓱe ꓲi ꓳo ꓴu';
const SYLLABICS = 'ᗩa ᗷb ᑕc ᗪd ᗞd ᕮe ᖴf ᕼh ᒍj ᛕk ᒪl ᗰm ᑎn ᑭp ᖇr ᔕs ᑌu ᐯv ᗯw ᙭x ᒿz ᐃa ᑲb ᑯd ᑫq';
const COPTIC = 'ⲁa ⲃb ⲉe ⲏh ⲓi ⲕk ⲙm ⲛn ⲟo ⲣp ⲥc ⲧt ⲩy ⲭx ⲱw';
const SIGNS = '₣f ₤l ₦n ₩w ¥y ₫d ₱p ฿b ¢c ∂d ∑e µu ®r ©c ∩n ∪u √v ∫s';
/** Upright letters that stand for their turned selves. */
const TURNED = 'ɐa ǝe ɟf ƃg ɥh ᴉi ɾj ʞk ɹr ʇt ʌv ʍw ʎy';

export const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  [TURNED, CYRILLIC, GREEK, ARMENIAN_AND_LATIN, CHEROKEE, LISU, SYLLABICS, COPTIC, SIGNS]
    .join(' ')
    .split(' ')
    .map((pair) => Array.from(pair))
    .filter((pair) => pair.length >= 2)
    .map(([from, ...to]): [string, string] => [foldChar(from!), to.join('')]),
);

/** Enclosed letters without a compatibility form: first code point of a run A to Z. */
const ENCLOSED_RUNS = [0x1f150, 0x1f170, 0x1f1e6];

/** Letter in a circle, square or flag sign; undefined for every other code point. */
export function enclosedLetter(point: number): string | undefined {
  for (const first of ENCLOSED_RUNS) {
    if (point >= first && point < first + 26) return String.fromCharCode(0x61 + point - first);
  }
  return undefined;
}

/** Marks that combine with letters and are not among those that folding drops. */
export function isOtherMark(unit: number): boolean {
  return (
    (unit >= 0x483 && unit <= 0x489) ||
    (unit >= 0x1ab0 && unit <= 0x1aff) ||
    (unit >= 0x1dc0 && unit <= 0x1dff) ||
    (unit >= 0x20d0 && unit <= 0x20ff) ||
    (unit >= 0xfe20 && unit <= 0xfe2f)
  );
}
