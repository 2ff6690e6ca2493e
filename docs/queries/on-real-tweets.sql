-- What became of the 2,000 validation tweets of TweetEval's sentiment task, beside their gold labels.
SELECT
    count()                                                          AS arrived,
    countIf(e.sentiment IS NOT NULL)                                 AS classified,
    round(100 * avg(e.sentiment = g.value), 1)                       AS accuracy_percent,
    round(100 * (avgIf(e.sentiment = 'negative', g.value = 'negative')
               + avgIf(e.sentiment = 'neutral',  g.value = 'neutral')
               + avgIf(e.sentiment = 'positive', g.value = 'positive')) / 3, 1) AS macro_recall_percent,
    countIf(r.drafted_at IS NOT NULL)                                AS drafted,
    countIf(r.state = 'declined')                                    AS declined,
    countIf(r.state = 'held')                                        AS held,
    countIf(r.state = 'posted')                                      AS posted,
    countIf(r.state = 'approved')                                    AS waiting_for_the_limit,
    any(e.sentiment_version)                                         AS model
FROM gold_labels AS g FINAL
INNER JOIN v_engagements AS e ON e.account_id = g.account_id AND e.native_id = g.native_id
LEFT JOIN v_replies AS r ON r.engagement_id = e.engagement_id
WHERE g.name = 'sentiment' AND g.run_id = (SELECT max(run_id) FROM gold_labels) -- the newest run
FORMAT Vertical
