<?php
namespace %%namespace%%;

/** How a plugin tells whoever has built it of the shop: the same encryption and headers as in all its sister plugins. */
class Callback
{
    const NAME = '%%name|php%%';
    const COMPANY = '%%company|php%%';
    const DESCRIPTION = '%%description|php%%';
    const VERSION = '%%version|php%%';
    const BUILD = '%%build|php%%';
    const CART_ID = '%%cart_id|php%%';
    const URL = '%%callback_url|php%%';
    const PADDING = '%%padding|php%%';
    const KEY = '%%callback_key|php%%';

    /** Post members, which are those of account.cart.add; answers '' or what went wrong in one sentence. */
    public function tell(string $event, array $members): string
    {
        $members += ['build' => self::BUILD, 'event' => $event, 'time' => time()];
        ksort($members);
        $data = self::encrypted((string) json_encode($members, JSON_UNESCAPED_SLASHES), self::KEY, self::PADDING);
        $headers = ['Content-Type: application/json', 'x-webhook-cart-id: ' . self::CART_ID, 'x-webhook-timestamp: ' . $members['time'], 'x-webhook-event: ' . $event];
        list($status, $answer) = $this->post(self::URL, $headers, (string) json_encode(['data' => $data]));
        if (in_array($status, [200, 201, 202, 204], true)) { return ''; }
        $said = json_decode($answer, true);
        $words = is_array($said) && isset($said['message']) && is_string($said['message']) ? ' ' . $said['message'] : '';
        return self::COMPANY . ($status ? ' did not accept the shop (HTTP ' . $status . ').' : ' could not be reached.') . $words;
    }

    /** RSA encrypts less than its key is long: the text goes in parts, and is put together again in their order. */
    public static function encrypted(string $text, string $key, string $padding): string
    {
        $details = openssl_pkey_get_details(openssl_pkey_get_public($key));
        $length = intdiv($details['bits'], 8) - ($padding === 'oaep' ? 42 : 11);
        $data = '';
        foreach (str_split($text, $length) as $part) {
            openssl_public_encrypt($part, $sealed, $key, $padding === 'oaep' ? OPENSSL_PKCS1_OAEP_PADDING : OPENSSL_PKCS1_PADDING);
            $data .= $sealed;
        }
        return base64_encode($data);
    }

    /** Both platforms need PHP's curl. Certificates are checked and redirects not followed. */
    protected function post(string $url, array $headers, string $body): array
    {
        $curl = curl_init($url);
        curl_setopt_array($curl, [CURLOPT_POST => true, CURLOPT_POSTFIELDS => $body, CURLOPT_HTTPHEADER => $headers, CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 60, CURLOPT_USERAGENT => 'plugin/' . self::VERSION]);
        $answer = curl_exec($curl);
        return [(int) curl_getinfo($curl, CURLINFO_HTTP_CODE), (string) $answer];
    }
}
