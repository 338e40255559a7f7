<?php
namespace %%Slug%%\Connect\Model\LiveShipping;

use Psr\Log\LoggerInterface;

/** Puts a question to all services at once: signed, redirects not followed, certificates checked, each in the same 30 seconds. */
class Asking
{
    const SECONDS = 30;
    const CONNECT_SECONDS = 10;
    const LARGEST = 1048576;

    private $services;
    private $logger;

    public function __construct(Services $services, LoggerInterface $logger)
    {
        $this->services = $services;
        $this->logger = $logger;
    }

    /**
     * The rates of each service by its id. One that does not answer as it should offers nothing, which is logged without
     * what was asked; one that is gone is asked no more.
     */
    public function ask(array $services, string $body): array
    {
        $rates = [];
        foreach ($this->answers($services, $body) as $id => list($status, $text, $wrong)) {
            if ($status === 410) { $this->services->turn($id, false); }
            $told = $status === 200 ? json_decode($text, true) : null;
            if (is_array($told)) {
                $rates[$id] = $told;
            } else {
                $words = $wrong !== '' ? $wrong : ($status === 200 ? 'no list of rates.' : 'HTTP ' . $status . '.');
                $this->logger->warning('Live shipping service ' . $id . ' told no rates: ' . $words);
            }
        }
        return $rates;
    }

    /** What is signed: the headers sorted by name, in JSON, and the body after them. */
    public static function headers(int $id, string $secret, string $body): array
    {
        $headers = ['x-live-shipping-service-id' => 'live_shipping_' . $id, 'x-live-shipping-service-nonce' => bin2hex(random_bytes(16)),
            'x-live-shipping-service-timestamp' => (string) time()];
        ksort($headers);
        $signature = base64_encode(hash_hmac('sha256', json_encode($headers) . $body, $secret, true));
        return $headers + ['x-live-shipping-service-sign' => $signature, 'content-type' => 'application/json', 'accept' => 'application/json'];
    }

    /** Status, text and what went wrong, by the ids of services. */
    private function answers(array $services, string $body): array
    {
        list($all, $handles, $texts, $answers) = [curl_multi_init(), [], [], []];
        foreach ($services as $id => $service) {
            $texts[$id] = '';
            $handles[$id] = $this->handle($service['url'], self::headers($id, $service['secret'], $body), $body, $texts[$id]);
            curl_multi_add_handle($all, $handles[$id]);
        }
        do {
            $state = curl_multi_exec($all, $running);
            if ($running) { curl_multi_select($all, 1.0); }
        } while ($running && $state === CURLM_OK);
        $wrong = [];
        while ($done = curl_multi_info_read($all)) { $wrong[array_search($done['handle'], $handles, true)] = $done['result']; }
        foreach ($handles as $id => $handle) {
            $code = isset($wrong[$id]) ? $wrong[$id] : CURLE_OPERATION_TIMEOUTED;
            $answers[$id] = [$code === CURLE_OK ? (int) curl_getinfo($handle, CURLINFO_HTTP_CODE) : 0, $texts[$id], $code === CURLE_OK ? '' : curl_strerror($code) . '.'];
            curl_multi_remove_handle($all, $handle);
        }
        curl_multi_close($all);
        return $answers;
    }

    private function handle(string $url, array $headers, string $body, string &$text)
    {
        $lines = [];
        foreach ($headers as $name => $value) { $lines[] = $name . ': ' . $value; }
        $handle = curl_init($url);
        curl_setopt_array($handle, [CURLOPT_POST => true, CURLOPT_POSTFIELDS => $body, CURLOPT_HTTPHEADER => $lines, CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS, CURLOPT_TIMEOUT => self::SECONDS, CURLOPT_CONNECTTIMEOUT => self::CONNECT_SECONDS, CURLOPT_NOSIGNAL => true,
            CURLOPT_WRITEFUNCTION => function ($handle, $part) use (&$text) {
                $text .= $part;
                return strlen($text) > self::LARGEST ? 0 : strlen($part);
            }]);
        return $handle;
    }
}
