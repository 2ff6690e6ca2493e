/** How addresses are written in the larger countries: words for streets, by their place in the line. Folded. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** `12 Main Street` (en): after the name. These need no capitals. */
export const STREET_AFTER = words(
  'street avenue ave road rd boulevard blvd lane highway hwy parkway pkwy crescent',
);
/** After the name too, but ordinary words: the name must be in capitals. */
export const STREET_AFTER_WEAK = words(
  'st way court ct place pl drive dr close row square sq terrace gardens grove mews walk hill circle trail loop ln cir ter',
);
/** `12 rue de la Paix` (fr): between number and name. */
export const NUMBER_THEN_STREET = words(
  'rue avenue av boulevard bd blvd impasse chemin allee allees quai faubourg',
);
export const NUMBER_THEN_STREET_WEAK = words('place cours route square passage sentier villa');
/** `Calle Mayor 5` (es, it, pt, pl, ro): before the name; the number comes last. */
export const STREET_THEN_NUMBER = words(
  'calle avenida avda plaza paseo carrer camino travesia glorieta rua travessa alameda praca estrada rodovia largo ' +
    'viale piazza piazzale vicolo ulica ul aleja aleje plac osiedle rue avenue boulevard strada',
);
export const STREET_THEN_NUMBER_WEAK = words('c via av corso al os pl ronda cl');
/** `Hauptstraße 5`, `Kerkstraat 5` (de, nl): the end of the name. */
export const STREET_ENDINGS = [
  'strasse',
  'straße',
  'str',
  'allee',
  'gasse',
  'chaussee',
  'straat',
  'laan',
  'plein',
  'gracht',
  'kade',
  'singel',
  'dijk',
  'dreef',
  'gatan',
  'vagen',
  'gade',
  'vej',
] as const;
export const STREET_ENDINGS_WEAK = ['weg', 'platz', 'ring', 'damm', 'ufer', 'hof', 'pad', 'steig'] as const;
/** Small words inside a street's name. */
export const PARTICLES = words(
  'de la las los el del le les des du da do das dos di dei degli della delle san santa santo saint st ste sao na al y e ' +
    'van der den het ter dr no nr num numero n sn',
);
/** Words that never stand in a street's name between number and `street`. */
export const NEVER_IN_NAME = words(
  'am pm the a an my your our this that these of on in at to for from down up across off by with and or is are was were has ' +
    'have minutes minute min mins miles mile km blocks block hours hour days day weeks years year people cars percent times more less',
);
/** `Postfach 12 34`, `PO Box 12`. */
export const BOX_WORDS = words('postfach postbus casella apartado');
/** States of the US before a ZIP code. */
export const US_STATES = words(
  'al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ' +
    'ri sc sd tn tx ut vt va wa wv wi wy dc',
);
