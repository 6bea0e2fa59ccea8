#!/bin/sh
# Makes the keys and passwords that are drawn by chance, as files that only group 10001 reads. What is
# there already is left as it is. What the ward itself brings is named at the end.
#   sh deploy/make-secrets.sh [folder]      ./secrets; run as root, so that the files get their owner
# Exit 64: another folder inside of the project, from where the keys would come into the images (.dockerignore).
set -eu
folder=${1:-./secrets}
project=$(realpath "$(dirname "$0")/..")
case "$(realpath --canonicalize-missing "$folder")/" in
    "$project"/secrets/*) ;;
    "$project"/*)
        echo "$folder lies in the project and would come into the images: take ./secrets, or a folder outside" >&2
        exit 64
        ;;
esac
umask 077
mkdir -p "$folder"
for name in secret_key context_key draft_key match_key postgres_password bunkyo_owner_password \
    bunkyo_app_password bunkyo_jobs_password bunkyo_backup_password redis_password; do
    if [ ! -s "$folder/$name" ]; then
        openssl rand -hex 48 > "$folder/.new"
        mv "$folder/.new" "$folder/$name"
    fi
done
for name in email_password openid_secret secret_key_before draft_key_before match_key_before; do # empty where there is none
    [ -e "$folder/$name" ] || : > "$folder/$name"
done
if [ "$(id -u)" = 0 ]; then
    chown -R 10001:10001 "$folder"
else
    echo "give the folder to 10001:10001: sudo chown -R 10001:10001 $folder" >&2
fi
chmod 0750 "$folder"
find "$folder" -type f -exec chmod 0440 {} +
for name in tls_certificate tls_key backup_recipients; do
    [ -s "$folder/$name" ] || echo "still missing: $folder/$name"
done
