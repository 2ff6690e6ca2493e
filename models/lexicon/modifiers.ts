/** Words that turn, strengthen or set aside the valence of words near them. Own work, folded spelling. */
import { foldWord } from '../text/fold.ts';

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' ').map(foldWord));
}

/** Turn what follows within three words. */
export const NEGATIONS = words(
  "not no never none nobody nothing neither nor nowhere hardly barely scarcely rarely seldom without cannot cant can't " +
    "won't wont don't dont doesn't doesnt didn't didnt isn't isnt ain't aint aren't arent wasn't wasnt weren't werent " +
    "haven't havent hasn't hasnt hadn't hadnt wouldn't wouldnt shouldn't shouldnt couldn't couldnt despite lacks lack " +
    'nunca ningun ninguna nada sin jamas tampoco ' +
    "pas jamais rien aucun aucune sans ni n'est " +
    'nicht kein keine keinen keiner keinem nie niemals nichts ohne weder ' +
    'non mai niente nessun nessuna senza nemmeno neanche ' +
    'nao nunca nenhum nenhuma sem nem ' +
    'niet geen nooit niks niets zonder noch ' +
    'nie nigdy zaden bez لا ليس لم لن غير بدون',
);

/** Strengthen the next words; value is what they add to a valence. */
export const BOOSTERS: ReadonlyMap<string, number> = new Map([
  ...[
    ...words(
      'absolutely amazingly awfully completely considerably deeply enormously entirely especially exceptionally extremely ' +
        'fabulously fricking fucking fuckin fully greatly highly hugely incredibly insanely intensely majorly more most ' +
        'particularly purely quite really remarkably seriously so substantially super thoroughly totally tremendously truly ' +
        'uber unbelievably unusually utterly very muy tan super realmente totalmente absolutamente demasiado bastante ' +
        'tres vraiment si trop tellement extremement totalement hyper sehr so total wirklich echt extrem richtig voll ' +
        'molto davvero tanto troppo veramente assai muito demais realmente mesmo tao heel erg zeer echt super bardzo naprawde جدا',
    ),
  ].map((word): [string, number] => [word, 0.3]),
  ...[
    ...words(
      'almost kinda kindof marginally occasionally partly slightly somewhat sorta little less poco algo peu etwas bisschen ' +
        'leicht pouco beetje troche',
    ),
  ].map((word): [string, number] => [word, -0.3]),
]);

/** What comes after weighs more than what came before. */
export const BUTS = words(
  'but however yet though although except pero aunque sino mais cependant pourtant aber jedoch sondern ma pero tuttavia ' +
    'mas porem contudo maar echter ale jednak لكن ولكن',
);
