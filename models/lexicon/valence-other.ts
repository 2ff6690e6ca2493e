/**
 * Valence of words outside English, own work: five strengths from 3 to -3, then the words. Folded on loading.
 * Japanese is written without spaces, so its words are searched inside runs.
 */
import { foldWord } from '../text/fold.ts';

type Rows = readonly (readonly [number, string])[];

const ES: Rows = [
  [
    3,
    'excelente excelentes increíble maravilloso maravillosa maravillosos perfecto perfecta fantástico fantástica genial geniales encanta encantan encantó adoro amo fascinante espectacular magnífico brutal',
  ],
  [
    2,
    'bueno buena buenos buenas buen feliz felices felicidades felicitaciones gracias mejor mejores bonito bonita bonitos bonitas lindo linda hermoso hermosa alegre alegría divertido divertida rico rica delicioso deliciosa amable amables recomiendo recomendable amor bien contento contenta guapo guapa éxito ganar ganamos disfrutar disfruta sonrisa éxitos',
  ],
  [
    1,
    'gusta gustan gustó interesante útil rápido rápida fácil cómodo agradable amigo amigos vale fiesta ilusión suerte mejorar esperanza',
  ],
  [
    -1,
    'lento lenta caro cara difícil raro rara tarde cansado cansada sueño aburrido aburrida frío duda queja problema problemas falta perder pierde error errores',
  ],
  [
    -2,
    'malo mala malos malas mal triste tristes peor peores feo fea roto rota sucio sucia enfadado enojado molesto molesta decepción decepcionado decepcionada decepcionante fallo fallos miedo dolor llorar lloro odio culpa mentira mentiras vergüenza pena perdón',
  ],
  [
    -3,
    'horrible horribles terrible pésimo pésima asco asqueroso asquerosa odio basura estafa fraude mierda inútil inaceptable fatal desastre vergonzoso ladrones muerte puta maldito idiota',
  ],
];

const FR: Rows = [
  [
    3,
    'excellent excellente excellents parfait parfaite génial géniale géniaux magnifique magnifiques incroyable adore adoré adorable merveilleux merveilleuse fantastique superbe sublime formidable',
  ],
  [
    2,
    'bon bonne bons bonnes bravo merci heureux heureuse content contente meilleur meilleure mieux beau belle beaux belles bien joli jolie délicieux délicieuse amour aime aimé sympa cool top gentil gentille félicitations réussi drôle plaisir joie super ravi ravie recommande sourire',
  ],
  [1, 'intéressant utile rapide facile agréable ami amis espoir chance hâte vive confortable'],
  [
    -1,
    'lent lente cher chère difficile retard fatigué fatiguée ennuyeux bizarre problème problèmes dommage erreur perdu perdre manque froid attente',
  ],
  [
    -2,
    'mauvais mauvaise mal triste pire déçu déçue décevant décevante déception cassé cassée sale colère peur douleur pleurer pleure honte fâché énervé énervée menteur mensonge faux moche malade marre ras-le-bol grève pollution crise menace',
  ],
  [
    -3,
    'horrible horribles terrible nul nulle affreux affreuse catastrophe catastrophique déteste haine arnaque scandale scandaleux inadmissible inacceptable merde honteux dégueulasse dégoût pourri voleurs mort putain connard',
  ],
];

const DE: Rows = [
  [
    3,
    'ausgezeichnet hervorragend perfekt perfekte fantastisch großartig großartige wunderbar wunderbare wunderschön genial geniale liebe geil mega begeistert traumhaft spitze klasse',
  ],
  [
    2,
    'gut gute guter gutes guten super toll tolle toller tolles schön schöne schöner schönes schönen danke freue freut freude froh glücklich glück lecker nett nette freundlich freundliche empfehlen empfehlenswert besser beste besten lustig lieb lieben gerne zufrieden herzlich gewonnen spaß lächeln',
  ],
  [
    1,
    'interessant nützlich schnell einfach angenehm hoffnung cool ok freund freunde bequem witzig süß gespannt',
  ],
  [
    -1,
    'langsam teuer schwierig spät müde langweilig seltsam problem probleme leider fehler fehlt schade verloren kalt warten komisch kritik',
  ],
  [
    -2,
    'schlecht schlechte schlechter schlechtes schlimm traurig schlechteste enttäuscht enttäuschend enttäuschung kaputt schmutzig wütend ärgerlich angst schmerz schmerzen weinen hasse lüge lügen krank nervt nervig sauer blöd doof dumm peinlich verletzt tot gefährlich',
  ],
  [
    -3,
    'schrecklich furchtbar katastrophe katastrophal betrug betrüger hass scheiße scheiß scheisse unverschämt unverschämtheit ekelhaft widerlich mist müll frechheit abzocke miserabel grausam tod terror idiot idioten arsch',
  ],
];

const IT: Rows = [
  [
    3,
    'eccellente perfetto perfetta fantastico fantastica meraviglioso meravigliosa stupendo stupenda splendido splendida incredibile adoro amo ottimo ottima ottimi bellissimo bellissima spettacolare magnifico',
  ],
  [
    2,
    'buono buona buoni buone bene felice felici grazie migliore migliori meglio bello bella belli belle bravo brava bravi delizioso deliziosa gentile gentili consiglio complimenti divertente amore contento contenta piacere gioia auguri sorriso vittoria forza grande',
  ],
  [
    1,
    'piace interessante utile veloce facile comodo simpatico simpatica amico amici speranza fortuna carino carina buon',
  ],
  [
    -1,
    'lento lenta caro cara difficile strano strana ritardo stanco stanca noioso noiosa problema problemi purtroppo errore errori manca perso perdere freddo tasse',
  ],
  [
    -2,
    'male cattivo cattiva triste peggio peggiore brutto brutta deluso delusa deludente delusione rotto rotta sporco sporca arrabbiato arrabbiata paura dolore piangere odio bugia bugie ridicolo ridicola colpa crisi stupido stupida basta',
  ],
  [
    -3,
    'orribile terribile pessimo pessima schifo schifoso vergogna vergognoso truffa disastro inaccettabile inutile merda cazzo ladri ladro odio morte buffoni idiota fascista',
  ],
];

const PT: Rows = [
  [
    3,
    'excelente perfeito perfeita fantástico fantástica maravilhoso maravilhosa incrível adoro amo amei adorei ótimo ótima sensacional espetacular lindo linda lindos lindas',
  ],
  [
    2,
    'bom boa bons boas feliz felizes obrigado obrigada melhor melhores bonito bonita delicioso deliciosa gostoso gostosa gentil recomendo parabéns divertido divertida amor bem contente alegria alegre sorriso sucesso legal top saudades ganhou ganhar',
  ],
  [
    1,
    'gosto gostei interessante útil rápido rápida fácil confortável amigo amigos esperança sorte querido querida fofo fofa',
  ],
  [
    -1,
    'lento lenta caro cara difícil estranho estranha atraso cansado cansada chato chata problema problemas infelizmente erro erros falta perder perdeu frio sono demora',
  ],
  [
    -2,
    'mau má ruim ruins mal triste tristes pior piores feio feia decepcionado decepcionada decepção decepcionante quebrado quebrada sujo suja raiva medo dor chorar chorando choro mentira mentiras vergonha culpa doente odeio ódio irritado irritada reclamar',
  ],
  [
    -3,
    'horrível terrível péssimo péssima nojo nojento lixo golpe fraude merda inútil inaceitável desastre absurdo ladrões ladrão morte porra caralho idiota odeio',
  ],
];

const NL: Rows = [
  [
    3,
    'uitstekend perfect perfecte fantastisch fantastische geweldig geweldige prachtig prachtige schitterend ongelooflijk briljant top super heerlijk heerlijke',
  ],
  [
    2,
    'goed goede beter beste mooi mooie leuk leuke lekker lekkere blij bedankt dank dankjewel fijn fijne vriendelijk vriendelijke lief lieve gelukkig geluk gefeliciteerd grappig aanrader tevreden liefde gezellig knap vrolijk genieten trots gewonnen',
  ],
  [
    1,
    'interessant handig snel makkelijk aangenaam comfortabel vriend vrienden hoop cool oke zin netjes welkom',
  ],
  [
    -1,
    'langzaam duur moeilijk raar laat moe saai vreemd probleem problemen helaas fout fouten jammer kwijt verloren koud wachten vertraging',
  ],
  [
    -2,
    'slecht slechte verdrietig slechter slechtst lelijk lelijke kapot vies vieze boos teleurgesteld teleurstellend teleurstelling bang pijn huilen ziek irritant vervelend leugen leugens dom domme stom stomme schuld haat schande',
  ],
  [
    -3,
    'verschrikkelijk vreselijk vreselijke afschuwelijk waardeloos waardeloze ramp oplichters oplichting oplichterij belachelijk schandalig walgelijk klote kut shit rotzooi onacceptabel idioot dood terreur',
  ],
];

const PL: Rows = [
  [
    3,
    'świetny świetna świetnie doskonały wspaniały wspaniała rewelacja rewelacyjny idealny cudowny kocham uwielbiam super ekstra',
  ],
  [
    2,
    'dobry dobra dobre dobrze dziękuję dzięki szczęśliwy piękny piękna ładny ładna pyszny pyszna pyszne miły miła polecam lepszy najlepszy najlepsza zadowolony zadowolona brawo gratulacje fajny fajna lubię',
  ],
  [-1, 'wolno wolny drogi drogo trudny późno problem problemy niestety błąd brak szkoda zimny nudny'],
  [
    -2,
    'zły zła złe źle smutny gorszy rozczarowany rozczarowana rozczarowanie zepsuty brudny boję ból kłamstwo głupi wstyd nienawidzę',
  ],
  [
    -3,
    'okropny okropne straszny fatalny fatalnie tragedia oszustwo oszuści katastrofa beznadziejny masakra gówno skandal najgorszy',
  ],
];

const AR: Rows = [
  [3, 'رائع رائعة ممتاز ممتازة مذهل احب أحب حب روعة عظيم'],
  [2, 'جميل جميلة شكرا شكراً سعيد سعيدة جيد جيدة افضل أفضل لذيذ لذيذة مبروك فرح حلو حلوة الحمد خير نجاح'],
  [-1, 'مشكلة غالي صعب متأخر بطيء تعب خطأ'],
  [-2, 'سيء سيئة حزين حزينة اسوأ أسوأ غضب خوف مرض كذب للأسف محبط'],
  [-3, 'فظيع مقرف احتيال كارثة اكره أكره موت حرب زبالة نصب فاشل'],
];

const JA: Rows = [
  [3, '最高 素晴らしい すばらしい 大好き 完璧'],
  [
    2,
    'ありがと 嬉しい うれしい 美味しい おいしい 好き 楽しい 良い よかった 良かった 可愛い かわいい おめでと 感謝 助かり 綺麗',
  ],
  [-1, '遅い 高すぎ 難しい 残念 困っ'],
  [-2, '悪い 悲しい まずい 不味い 壊れ 怖い 痛い がっかり 不満 嫌い 失敗 つらい'],
  [-3, '最悪 ひどい 酷い 詐欺 許せない 気持ち悪い ムカつく 死ね'],
];

function lexicon(rows: Rows): ReadonlyMap<string, number> {
  return new Map(rows.flatMap(([v, list]) => list.split(' ').map((w): [string, number] => [foldWord(w), v])));
}

/** Words by language; Japanese stems are in `JAPANESE_STEMS`. */
export const VALENCE_OTHER: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map([
  ['es', lexicon(ES)],
  ['fr', lexicon(FR)],
  ['de', lexicon(DE)],
  ['it', lexicon(IT)],
  ['pt', lexicon(PT)],
  ['nl', lexicon(NL)],
  ['pl', lexicon(PL)],
  ['ar', lexicon(AR)],
]);

/** Searched inside runs of Japanese, longest first. */
export const JAPANESE_STEMS: readonly (readonly [string, number])[] = [...lexicon(JA)].sort(
  ([a], [b]) => b.length - a.length,
);
