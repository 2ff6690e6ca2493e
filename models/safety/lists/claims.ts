/** Promises and claims that nobody may make in an automatic answer. Own lists. */
import { list } from '../../text/phrases.ts';

export interface ClaimRow {
  readonly id: string;
  readonly message: string;
  readonly phrases: readonly string[];
}

export const CLAIMS: readonly ClaimRow[] = [
  {
    id: 'health_claim',
    message: 'a claim about health',
    phrases: list(`
    cure, cures, cured, heals, clinically proven, clinically tested, medically proven,
    doctor recommended, no side effects, prevents disease, prevents cancer, lowers blood pressure,
    boosts your immune*, weight loss, lose weight, detox*, safe for allerg*, allergy free, allergen free,
    cura la, cura el, clínicamente probado, sin efectos secundarios, perder peso, guérit,
    cliniquement prouvé, sans effets secondaires, perdre du poids, heilt, klinisch getestet,
    klinisch bewiesen, ohne nebenwirkungen, abnehmen, guarisce, clinicamente testato,
    senza effetti collaterali, dimagri*, clinicamente comprovado, sem efeitos colaterais, emagrec*,
    geneest, klinisch bewezen, geen bijwerkingen, afvallen, leczy, bez skutków ubocznych, schudn*, 治り,
    治る, 副作用なし, 痩せ, يشفي, يعالج
  `),
  },
  {
    id: 'refund_promise',
    message: 'a promise of money or goods',
    phrases: list(`
    full refund, will refund, we'll refund, refund you, refunded, money back, reimburs*, compensat*,
    free replacement, replace it for free, free of charge, on the house, give you a discount,
    free coffee, voucher, gift card, store credit, le devolveremos, te devolveremos, reembols*,
    devolución, indemniz*, gratis, rembours*, dédommag*, gratuit*, offert, geld zurück, erstatt*,
    rückerstatt*, entschädig*, kostenlos*, gutschein*, rimbors*, risarc*, buono sconto, reembols*,
    indeniz*, de graça, terugbetal*, geld terug, vergoed*, cadeaubon, zwrócimy, zwrot pieniędzy,
    rekompens*, za darmo, 返金, 無料, 補償, استرداد, تعويض, مجانا
  `),
  },
  {
    id: 'guarantee',
    message: 'a guarantee',
    phrases: list(`
    guarantee*, 100 safe, 100 percent, risk free, never fails, we promise, always works, completely safe,
    perfectly safe, best in the world, number one, garantiz*, garantía, prometemos, sin riesgo, garanti*,
    nous promettons, sans risque, garantier*, versprechen, risikofrei, garantiam*, promettiamo,
    senza rischi, garantimos, prometemos, sem risco, garander*, beloven, gwarant*, obiecujemy, 保証, 約束します,
    نضمن, نعدك
  `),
  },
  {
    id: 'financial_claim',
    message: 'a claim about money',
    phrases: list(`
    guaranteed return*, guaranteed profit*, guaranteed income, risk free return*, double your money,
    get rich, passive income guaranteed, no risk investment, tax free profit*, cannot lose, can't lose,
    financial freedom guaranteed, insider tip*, zero risk, rentabilidad garantizada, beneficios garantizados,
    duplica tu dinero, rendement garanti, gains garantis, doublez votre argent, garantierte rendite*,
    garantierter gewinn, verdoppel* dein geld, ohne risiko, rendimento garantito, guadagno garantito,
    raddoppia i tuoi soldi, retorno garantido, lucro garantido, gegarandeerd rendement, gegarandeerde winst,
    gwarantowany zysk, 元本保証, 必ず儲かる, ربح مضمون
  `),
  },
  {
    id: 'admission',
    message: 'an admission of liability',
    phrases: list(`
    our fault, we are liable, we're liable, we were negligent, we are responsible,
    we take full responsibility, we broke the law, admit fault, es culpa nuestra, somos responsables,
    notre faute, nous sommes responsables, unsere schuld, wir haften, unser verschulden, colpa nostra,
    siamo responsabili, culpa nossa, somos responsáveis, onze schuld, wij zijn aansprakelijk, nasza wina,
    当社の責任, خطؤنا
  `),
  },
];
